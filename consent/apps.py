from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "consent"

    def ready(self) -> None:
        """Cases open from decisions, whose receipts are part of their evidence."""
        from artistportal.accounts.services import closures, your_data  # noqa: PLC0415  # the models are there only now
        from artistportal.cases.domain.kinds import SubjectKind  # noqa: PLC0415  # likewise
        from artistportal.cases.queries import subjects  # noqa: PLC0415  # likewise
        from artistportal.cases.services import evidence  # noqa: PLC0415  # likewise
        from consent.queries import case_subjects  # noqa: PLC0415  # likewise
        from consent.services import case_evidence, own_data  # noqa: PLC0415  # likewise

        subjects.SUBJECTS[SubjectKind.DECISION] = case_subjects.of_decision
        if case_evidence.of_case not in evidence.EVIDENCE:
            evidence.EVIDENCE.append(case_evidence.of_case)
            closures.ENDINGS.append(own_data.end)
        your_data.GATHERERS["consent"] = own_data.SOURCE
