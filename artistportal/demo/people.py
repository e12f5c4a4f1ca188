"""Who signs in to the demo, with which password. Only for a trial on this machine."""

from __future__ import annotations

from dataclasses import dataclass

from artistportal.demo import cast

PASSWORD = "salt-meadow-ferry-lane"  # noqa: S105  # printed for everybody to see
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  # likewise
SUPPORT = "support"
SECOND_SUPPORT = "second-support"
MANAGER = "manager"
LABEL_ADMIN = "label-admin"
LABEL_READER = "label-reader"
PUBLISHER_ADMIN = "publisher-admin"
TOOL_REP = "tool-rep"


@dataclass(frozen=True)
class SignIn:
    """A person of the demo and what they are there to show."""

    key: str
    email: str
    name: str
    shows: str


SIGN_INS = (
    SignIn(cast.DEMO_ARTIST, "noor@demo.example", "Noor Castellanos", "an artist on a label"),
    SignIn(MANAGER, "pilar@demo.example", "Pilar Etxeberria", "manager of two artists"),
    SignIn(cast.STAR, "adaeze@demo.example", "Adaeze Lindqvist", "a star with an advance"),
    SignIn(cast.WREN, "wren@demo.example", "Wren Halloran-Okoye", "a self-released artist"),
    SignIn(LABEL_ADMIN, "harriet@demo.example", "Harriet Osgood-Lamb", "owner at the label"),
    SignIn(LABEL_READER, "yusuf@demo.example", "Yusuf Temizkan", "reads the roster, no money"),
    SignIn(TOOL_REP, "dana@demo.example", "Dana Whitcombe", "reports for Brindle Compose"),
    SignIn(SUPPORT, "support@demo.example", "Sam Okonedo-Pryce", "support, at /admin/"),
)


def sign_ins() -> list[str]:
    """Lines that say how to sign in."""
    return [
        f"The password of everybody here: {PASSWORD}",
        *(f"{person.email:<22} {person.name}, {person.shows}" for person in SIGN_INS),
        f"Support's second factor: put {TOTP_SECRET} into an authenticator app,",
        "or have the code of the moment: DEBUG=1 .venv/bin/python manage.py demo_code",
    ]
