"""The tables of record types: as many columns as the standard has, and every family checked."""

from __future__ import annotations

import pytest

from earnings.domain.dsr_checks import CHECKS
from earnings.domain.dsr_tables import PROFILES, RECORD_TYPES

# The name of the record counts as a column.
COLUMNS = {
    "HEAD": 16,
    "FOOT": 6,
    "SRFO": 3,
    "SY01.02": 15,
    "SY01.03": 18,
    "SY02.01": 18,
    "SY02.03": 22,
    "SY03.01": 23,
    "SY04.01": 20,
    "SY05.03": 26,
    "SY07.01": 21,
    "SY09.01": 22,
    "SY12": 17,
    "RE01.02": 16,
    "RE01.03": 17,
    "RE02": 6,
    "AS01": 11,
    "AS01.02": 14,
    "AS01.03": 15,
    "AS02.03": 24,
    "AS02.04": 25,
    "MW01.01": 16,
    "MW01.02": 19,
    "MW01.03": 19,
    "SU01.02": 13,
    "SU01.03": 13,
    "SU02.02": 11,
    "SU02.03": 12,
    "SU03.01": 9,
    "SU03.02": 11,
    "SR01.01": 43,
    "SR02.01": 39,
    "RU01": 5,
    "RU01.02": 7,
    "RU02.02": 9,
    "ST01": 5,
    "LI01.01": 10,
    "LI01.03": 13,
}


class TestRecordTypes:
    @pytest.mark.parametrize("name", RECORD_TYPES)
    def test_have_as_many_columns_as_the_standard_says(self, name: str) -> None:
        assert len(RECORD_TYPES[name].columns) == COLUMNS[name]

    @pytest.mark.parametrize("name", RECORD_TYPES)
    def test_name_each_column_once(self, name: str) -> None:
        assert len(RECORD_TYPES[name].places) == len(RECORD_TYPES[name].columns)

    @pytest.mark.parametrize("name", RECORD_TYPES)
    def test_are_all_checked(self, name: str) -> None:
        assert RECORD_TYPES[name].family in CHECKS


class TestProfiles:
    @pytest.mark.parametrize("name", PROFILES)
    def test_are_made_of_records_that_are_read(self, name: str) -> None:
        families = {kind.family for kind in RECORD_TYPES.values()}

        assert PROFILES[name].summaries | PROFILES[name].rows <= families
