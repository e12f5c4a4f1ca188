from django.apps import AppConfig


class EarningsConfig(AppConfig):
    name = "earnings"

    def ready(self) -> None:
        """Fills the registries of the packages below: accounts, lines of cases and so on."""
        from artistportal.cases.queries import subjects  # noqa: PLC0415  # the models are there only now
        from artistportal.cases.services import endings, evidence  # noqa: PLC0415  # likewise
        from artistportal.roster.queries import accounts  # noqa: PLC0415  # likewise
        from artistportal.roster.services import catalogue, split_proposals  # noqa: PLC0415  # likewise
        from earnings import tasks  # noqa: PLC0415  # likewise
        from earnings.queries import case_subjects, reports  # noqa: PLC0415  # likewise
        from earnings.services import case_evidence  # noqa: PLC0415  # likewise
        from earnings.services.case_money import CaseDisputes  # noqa: PLC0415  # likewise

        if reports.of_tools not in accounts.SOURCES:
            accounts.SOURCES.append(reports.of_tools)
        if tasks.recompute_for_sheet not in split_proposals.IN_FORCE:
            split_proposals.IN_FORCE.append(tasks.recompute_for_sheet)
            catalogue.TAKEN_OVER.append(tasks.recompute_for_catalogue)
        subjects.SUBJECTS.update(case_subjects.RESOLVERS)
        if case_evidence.of_case not in evidence.EVIDENCE:
            evidence.EVIDENCE.append(case_evidence.of_case)
            endings.KEEPERS.append(CaseDisputes())
        self._make_files()

    @staticmethod
    def _make_files() -> None:
        """Says how the files of this package are made in the background, and who may have them."""
        from artistportal.accounts import permissions  # noqa: PLC0415  # the models are there only now
        from artistportal.accounts.services import downloads, your_data  # noqa: PLC0415  # likewise
        from earnings.services import (  # noqa: PLC0415  # likewise
            earning_files,
            label_files,
            own_data,
            statement_zips,
            use_files,
        )

        downloads.MAKERS |= {
            use_files.KIND: use_files.make,
            label_files.KIND: label_files.make,
            earning_files.KIND: earning_files.make,
            statement_zips.LINES_KIND: statement_zips.make_lines,
            statement_zips.ZIP_KIND: statement_zips.make_zip,
        }
        permissions.CHECKS[use_files.KIND] = permissions.of_the_account
        your_data.GATHERERS["earnings"] = own_data.SOURCE
