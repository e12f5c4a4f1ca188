"""Static files under names that carry their content's hash, so that browsers keep them for good."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Hashes names in the local demo too, where Django would not because DEBUG is on."""

    def url(self, name: str | None, force: bool = True) -> str:
        return str(super().url(name, force=force))
