"""What each exporter writes, and how the standards that say so read it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import http_sf
import pytest
from lxml import etree

from artistportal.roster.domain.credits import AiPart
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from consent.domain.signals import aipref, bundle, cawg, ddex, odrl, rsl, tdmrep
from consent.domain.signals.cawg import Permission
from consent.domain.signals.ddex import Contribution, Recording
from consent.domain.signals.declarations import Declaration, Grant, Position, Tool

PAGE = "https://portal.example/p/ana/"
POLICY = f"{PAGE}policy.json"
TOOL = Tool(1, "Ossilune & Co", "urn:uuid:1", "Ossilune Labs", "PADPIDA2026010101A")
FROM = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
UNTIL = datetime(2027, 11, 1, tzinfo=UTC)


def declared(*refused: Use, **more: Any) -> Declaration:
    """Every use by licence, but those that are refused."""
    positions = {u: Position.REFUSED if u in refused else Position.BY_LICENCE for u in Use}
    return Declaration(PAGE, POLICY, "Ana Sol", positions, **more)


class TestAipref:
    def test_says_no_to_training_and_nothing_of_search(self) -> None:
        value = aipref.content_usage(declared())

        parsed: Any = http_sf.parse(value.encode(), tltype="dictionary")
        assert {key: str(token) for key, (token, _) in parsed.items()} == {"train-ai": "n"}

    def test_says_nothing_where_nothing_was_declared(self) -> None:
        assert aipref.content_usage(Declaration(PAGE, POLICY, "Ana Sol", {})) == ""


class TestTdmrep:
    ENTRIES = (
        {"location": "/previews/free.mp3$", "tdm-reservation": 0},
        {"location": "/previews/", "tdm-reservation": 1, "tdm-policy": POLICY},
        {"location": "/press/*.jpg", "tdm-reservation": 0},
        {"location": "/", "tdm-reservation": 2},
    )

    @pytest.mark.parametrize(
        ("path", "is_reserved"),
        [
            ("/previews/a.mp3", True),
            ("/previews/free.mp3", False),
            ("/previews/free.mp3.zip", True),
            ("/press/2026/a.jpg", False),
            ("/Previews/a.mp3", None),
            ("/elsewhere", None),
        ],
    )
    def test_reads_the_first_entry_that_fits(self, path: str, is_reserved: bool | None) -> None:
        assert tdmrep.first_match(self.ENTRIES, path).is_reserved is is_reserved

    def test_writes_an_entry_that_reserves_one_page_and_not_its_neighbour(self) -> None:
        entries = [json.loads(tdmrep.entry("/p/ana/", POLICY))]

        assert tdmrep.first_match(entries, "/p/ana/works/1/").policy == POLICY
        assert tdmrep.first_match(entries, "/p/ana-b/").is_reserved is None

    def test_offers_mining_only_with_consent(self) -> None:
        policy = tdmrep.policy(declared(contact="ana@example.org"))

        assert policy["permission"] == [
            {"action": "tdm:mine", "duty": [{"action": "obtainConsent"}]}
        ]
        assert policy["assigner"]["vcard:hasEmail"] == "mailto:ana@example.org"
        assert "prohibition" not in policy

    def test_offers_nothing_where_every_kind_of_mining_is_refused(self) -> None:
        assert tdmrep.policy(declared(*Use))["permission"] == []


class TestCawg:
    @pytest.mark.parametrize(
        ("entry", "said"),
        [
            ({"use": "allowed"}, Permission.ALLOWED),
            ({"use": "notAllowed"}, Permission.NOT_ALLOWED),
            ({"use": "constrained", "constraint_info": "ask"}, Permission.CONSTRAINED),
            ({"use": "constrained"}, Permission.NOT_ALLOWED),
            ({"use": "constrained", "constraint_info": " "}, Permission.NOT_ALLOWED),
            ({"use": "perhaps"}, Permission.NOT_ALLOWED),
            ({}, Permission.NOT_ALLOWED),
        ],
    )
    def test_reads_an_entry_as_the_assertion_says(
        self, entry: dict[str, str], said: Permission
    ) -> None:
        assert cawg.read({"entries": {"cawg.data_mining": entry}}) == {"cawg.data_mining": said}

    def test_understands_the_older_names(self) -> None:
        data = {"entries": {"c2pa.data_mining": {"use": "notAllowed"}}}

        assert cawg.read(data) == {"cawg.data_mining": Permission.NOT_ALLOWED}

    def test_lets_the_strictest_use_under_one_entry_decide(self) -> None:
        entries = cawg.assertion(declared(Use.FINE_TUNING))["data"]["entries"]

        assert entries["cawg.ai_generative_training"] == {"use": "notAllowed"}
        assert entries["cawg.data_mining"]["use"] == "constrained"
        assert PAGE in entries["cawg.data_mining"]["constraint_info"]


class TestRsl:
    def test_prohibits_every_ai_use_in_the_order_of_the_standard(self) -> None:
        tree = etree.fromstring(rsl.document(declared(contact="a&b@example.org")).encode())

        names = [etree.QName(element).localname for element in tree.iter()]
        assert names == ["rsl", "content", "license", "prohibits", "legal"]
        assert {etree.QName(element).namespace for element in tree.iter()} == {rsl.NAMESPACE}
        assert tree[0].get("url") == PAGE
        assert tree.findtext(".//{*}prohibits") == "ai-all"
        assert tree.findtext(".//{*}legal") == "mailto:a&b@example.org"


class TestOdrl:
    def test_prohibits_what_is_refused_and_asks_consent_for_the_rest(self) -> None:
        offer = odrl.offer(declared(Use.VOICE))

        (prohibition,) = offer["prohibition"]
        assert prohibition["constraint"][0]["rightOperand"] == ["ai:SpeechSynthesis", "use:voice"]
        assert all(rule["duty"] == [{"action": "obtainConsent"}] for rule in offer["permission"])
        assert offer["conflict"] == "prohibit"

    def test_agrees_with_one_tool_on_one_use(self) -> None:
        grant = Grant(TOOL, Use.TRAINING, FROM, UNTIL, frozenset({"FR", "DE"}))

        (agreement,) = odrl.agreements(declared(target="urn:isrc:X", grants=(grant,)))

        (rule,) = agreement["permission"]
        assert (rule["target"], rule["assignee"]) == ("urn:isrc:X", "urn:uuid:1")
        assert [c["rightOperand"] for c in rule["constraint"]] == [
            "ai:ModelTraining",
            "ai:GenAI",
            "use:training",
            {"@value": "2026-11-01T09:30:00Z", "@type": "xsd:dateTime"},
            {"@value": "2027-11-01T00:00:00Z", "@type": "xsd:dateTime"},
            ["loc:DE", "loc:FR"],
        ]


class TestDdex:
    RECORDING = Recording(
        "Salt <Roads>",
        "GBFAC2500001",
        (
            Contribution(1, "Ana Sol", CreditRole.MAIN_ARTIST),
            Contribution(1, "Ana Sol", CreditRole.WRITER, AiPart.PARTLY),
            Contribution(2, "Ben Oduya", CreditRole.VOCALIST, AiPart.ALL),
            Contribution(2, "Ben Oduya", CreditRole.PRODUCER),
        ),
        AiPart.PARTLY,
    )

    def fragment(self, *grants: Grant) -> Any:
        return etree.fromstring(ddex.fragment(self.RECORDING, grants, "portal.example").encode())

    def test_stands_in_the_order_of_the_schema(self) -> None:
        tree = self.fragment(Grant(TOOL, Use.ANALYSIS, FROM, UNTIL))

        sound = [element.tag for element in tree.find("ResourceList/SoundRecording")]
        assert sound == [
            "ResourceReference",
            "Type",
            "SoundRecordingEdition",
            "DisplayTitleText",
            "DisplayTitle",
            "DisplayArtistName",
            "DisplayArtist",
            "Contributor",
            "Contributor",
            "Contributor",
            "ContainsAI",
        ]
        terms = [element.tag for element in tree.find(".//DealTerms")]
        assert terms == [
            "TerritoryCode",
            "ValidityPeriod",
            "UseType",
            "UseType",
            "DistributionChannel",
        ]
        contributor = [element.tag for element in tree.find(".//Contributor")]
        assert contributor == ["ContributorPartyReference", "Role", "AiContribution"]

    def test_credits_to_ai_alone_what_it_made_whole(self) -> None:
        _, vocals, production = self.fragment().iterfind(".//Contributor")

        assert vocals.findtext("SpecialContributor") == "GenerativeAI"
        assert vocals.findtext("AiContribution") == "All"
        assert production.find("AiContribution") is None

    def test_has_no_deal_where_nothing_is_cleared(self) -> None:
        assert self.fragment().find("DealList") is None

    def test_names_the_tool_beside_its_provider(self) -> None:
        channel = self.fragment(Grant(TOOL, Use.VOICE, FROM)).find(".//DistributionChannel")

        assert channel.findtext("PartyId/DPID") == "PADPIDA2026010101A"
        assert channel.findtext("TradingName") == "Ossilune & Co"

    def test_says_our_own_uses_as_user_defined(self) -> None:
        use = self.fragment(Grant(TOOL, Use.VOICE, FROM, None, None, frozenset({"US"})))

        assert use.find(".//UseType").get("UserDefinedValue") == "VoiceGeneration"
        assert use.findtext(".//ExcludedTerritoryCode") == "US"
        assert use.find(".//EndDateTime") is None


class TestBundle:
    def test_names_the_standard_of_every_signal(self) -> None:
        said = bundle.signals(declared(), f"{PAGE}license.xml")

        assert {name: bool(each["standard"]) for name, each in said["signals"].items()} == {
            "aipref": True,
            "tdmrep": True,
            "rsl": True,
            "cawg": True,
            "odrl": True,
        }
        json.dumps(said)
