"""A receipt in the forms in which others read it."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain.decisions import Capacity
from consent.domain.receipts import dpv, kantara, payload
from consent.domain.receipts.facts import Agreed, Named, Party, Receipt, Seal, Speaker
from consent.domain.tokens import NotAToken

AT = datetime(2026, 3, 15, 12, tzinfo=UTC)
LABEL = Party("Northlight", "5d1c", "DPID:PADPIDA2026010101A")
ENTRY = {"number": 4, "artist": "7a0c"}
YES = Receipt(
    site="https://portal.example",
    seal=Seal("portal.example/log", 4, ENTRY, "ab" * 32, "cd" * 32),
    is_yes=True,
    given_at=AT,
    artist=Party("Ana Sol", "7a0c", "ISNI:0000000081266409"),
    speaker=Speaker("Ana Sol", Capacity.OWNER),
    tool=Named("Ossilune", "0f3e"),
    provider=Party("Ossilune Ltd", ""),
    use=Use.TRAINING,
    reaches_later_works=True,
    agreed=Agreed("L-0001", 2, "The tool pays.", AT, 30, LABEL),
)
NO = replace(YES, is_yes=False, tool=None, provider=None, use=None, agreed=None)
VOICE = Named("Ana's voice", "9c1d", WorkKind.VOICE)
SONG = Named("Rain", "9c1e", WorkKind.RECORDING, "urn:isrc:USSM19803037")


def record(receipt: Receipt) -> Any:
    return dpv.write(receipt)["dpv:hasRecordOfActivity"]


class TestTheRecord:
    @pytest.mark.parametrize("receipt", [YES, NO, replace(NO, work=SONG)])
    def test_has_every_field_that_is_mandatory(self, receipt: Receipt) -> None:
        """Those that the guide to ISO/IEC TS 27560 calls so, by section."""
        written = record(receipt)
        (process,) = written["dpv:hasProcess"]
        (event,) = written["dpv:hasConsentStatus"]
        header = {"dct:conformsTo", "dct:identifier", "dpv:hasDataSubject"}
        processing = {
            "dpv:hasPurpose",
            "dpv:hasPersonalData",
            "dpv:hasStorageCondition",
            "dpv:hasDataController",
            "dpv:hasRecipient",
            "dpv:hasConsentControl",
            "dpv:hasJurisdiction",
            "dpv:hasRight",
        }
        party = {
            "dpv:hasName",
            "dpv:hasIdentifier",
            "dpv:hasRole",
            "schema:contactPoint",
            "schema:address",
        }
        told = {"dpv:isIndicatedAtTime", "dpv:hasDuration", "dpv:isIndicatedBy", "@type"}

        assert header | {"dpv:hasNotice", "dct:language", "dpv:hasLegalBasis"} <= set(written)
        assert processing <= set(process)
        assert party <= set(written["dpv:hasDataSubject"])
        assert party <= set(process["dpv:hasDataController"])
        assert told <= set(event)
        storage = {condition["@type"] for condition in process["dpv:hasStorageCondition"]}
        assert storage == {"dpv:StorageLocation", "dpv:StorageDuration"}

    def test_names_its_schema_and_an_id_of_version_4(self) -> None:
        written = dpv.write(YES)

        assert written["dpv:hasRecordOfActivity"]["dct:conformsTo"] == (
            "https://w3id.org/dpv/schema/dpv-27560#record"
        )
        assert uuid.UUID(written["dct:identifier"]).version == 4

    @pytest.mark.parametrize(
        ("receipt", "state"),
        [
            (YES, "dpv:ConsentGiven"),
            (NO, "dpv:ConsentRefused"),
            (replace(NO, withdraws=True), "dpv:ConsentWithdrawn"),
        ],
    )
    def test_says_its_state(self, receipt: Receipt, state: str) -> None:
        assert record(receipt)["dpv:hasConsentStatus"][0]["@type"] == state

    @pytest.mark.parametrize(
        ("receipt", "is_biometric"),
        [
            (YES, False),
            (replace(YES, use=Use.VOICE), True),
            (replace(YES, use=Use.FINE_TUNING), True),
            (replace(NO, work=VOICE), True),
            (replace(NO, work=SONG), False),
            (NO, True),
        ],
    )
    def test_is_about_biometric_data_for_a_voice_alone(
        self, receipt: Receipt, is_biometric: bool
    ) -> None:
        assert ("pd:Biometric" in json.dumps(record(receipt))) is is_biometric

    def test_carries_the_terms_that_were_read(self) -> None:
        notice = record(YES)["dpv:hasNotice"]

        assert notice["dct:title"] == "L-0001, terms 2"
        assert notice["dct:description"] == "The tool pays."

    def test_says_on_whose_behalf(self) -> None:
        spoken = Speaker("Tom Reed", Capacity.MANDATE, LABEL, "clause 4.2")
        by = record(replace(YES, speaker=spoken))["dpv:hasConsentStatus"][0]["dpv:isIndicatedBy"]

        assert by["dct:description"] == "Under a mandate to Northlight, clause 4.2"
        assert by["dpv:hasIdentifier"] == LABEL.identifier

    def test_says_until_when_and_where(self) -> None:
        limited = replace(YES, ends_at=AT + timedelta(days=1), territories=("DE", "FR"))
        (process,) = record(limited)["dpv:hasProcess"]
        (event,) = record(limited)["dpv:hasConsentStatus"]

        assert process["dpv:hasJurisdiction"] == ["loc:DE", "loc:FR"]
        assert event["dpv:hasDuration"] == {
            "@type": "dpv:UntilTimeDuration",
            "rdf:value": "2026-03-16T12:00:00Z",
        }


class TestKantara:
    @pytest.mark.parametrize("receipt", [YES, NO])
    def test_has_every_field_that_is_required(self, receipt: Receipt) -> None:
        written = kantara.write(receipt)

        assert written["version"] == "KI-CR-v1.1.0"
        assert written["consentTimestamp"] == 1_773_576_000
        assert uuid.UUID(written["consentReceiptID"]).version == 4
        assert {
            "jurisdiction",
            "collectionMethod",
            "piiPrincipalId",
            "piiControllers",
            "policyUrl",
            "services",
            "sensitive",
            "spiCat",
        } <= set(written)
        assert {"piiController", "contact", "address", "email", "phone"} <= set(
            written["piiControllers"][0]
        )
        for purpose in written["services"][0]["purposes"]:
            assert {
                "purposeCategory",
                "consentType",
                "piiCategory",
                "termination",
                "thirdPartyDisclosure",
            } <= set(purpose)

    def test_says_no_in_words_where_the_form_has_none(self) -> None:
        assert kantara.write(NO)["services"][0]["purposes"][0]["purpose"].startswith("Not allowed:")

    def test_is_sensitive_for_a_voice(self) -> None:
        assert kantara.write(replace(NO, work=VOICE))["spiCat"] == ["Biometric"]
        assert not kantara.write(YES)["sensitive"]


class TestThePayload:
    def test_holds_no_name(self) -> None:
        written = json.dumps(payload.write(YES))

        assert "Ana" not in written
        assert "Ossilune" not in written

    @pytest.mark.parametrize(
        "changed",
        [
            {"schema": "x"},
            {"decision": None},
            {"decision": {"number": "4"}},
            {"log": []},
            {"log": {"origin": "o", "index": 9}},
            {"iss": None},
            {"previous_hash": 7},
            {"row_hash": "x"},
        ],
    )
    def test_is_refused_where_it_contradicts_itself(self, changed: dict[str, Any]) -> None:
        with pytest.raises(NotAToken):
            payload.read(payload.write(YES) | changed)
