from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "artistportal.cases"
    label = "cases"

    def ready(self) -> None:
        """Cases open from releases too, and their evidence is a file made in the background."""
        from artistportal.accounts.permissions import CHECKS  # noqa: PLC0415  # the models are there only now
        from artistportal.accounts.services import your_data  # noqa: PLC0415  # likewise
        from artistportal.accounts.services.downloads import MAKERS  # noqa: PLC0415  # likewise
        from artistportal.cases.domain.kinds import SubjectKind  # noqa: PLC0415  # likewise
        from artistportal.cases.queries import releases, subjects  # noqa: PLC0415  # likewise
        from artistportal.cases.services import (  # noqa: PLC0415  # likewise
            evidence,
            own_data,
            profile_disputes,
            roster_evidence,
        )
        from artistportal.roster.services import profile_claims  # noqa: PLC0415  # likewise

        subjects.SUBJECTS[SubjectKind.RELEASE] = releases.subject_of
        if roster_evidence.of_case not in evidence.EVIDENCE:
            evidence.EVIDENCE.append(roster_evidence.of_case)
        MAKERS[evidence.KIND] = evidence.make
        your_data.GATHERERS["cases"] = own_data.SOURCE
        CHECKS[evidence.KIND] = evidence.may_have
        if profile_disputes.open_for not in profile_claims.DISPUTES:
            profile_claims.DISPUTES.append(profile_disputes.open_for)
