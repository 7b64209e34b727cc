"""An export says what it is, and can be proven later."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest

from server.accounts.caller import operator
from server.database import Store
from server.exchange import service
from server.exchange.wanted import Format
from server.missions.models import Mission
from shared.digest import canonical_json, sha256_hex
from shared.sync.seal import Signer, is_signed_by
from tests.server.builders import START
from tests.server.exchange.conftest import TakeOut
from tests.server.kept_reports import Keep


def is_sealed(manifest: dict[str, Any]) -> bool:
    """Say whether the server that the manifest names has signed it as it is."""
    bare = {name: value for name, value in manifest.items() if name != "signature"}
    signed = f"evenhand export manifest 1\n{sha256_hex(canonical_json(bare))}\n"
    return is_signed_by(manifest["signed_by"], signed.encode(), manifest["signature"])


def test_the_manifest_is_signed_by_the_server_and_fits_what_is_beside_it(
    keep: Keep, take_out: TakeOut
):
    keep()
    out = take_out()
    manifest = out.json("manifest.json")
    assert manifest["signed_by"] == Signer(b"s" * 32).public_key
    assert is_sealed(manifest)
    assert not is_sealed({**manifest, "reports": 2})
    for each in manifest["resources"]:
        assert hashlib.sha256(out.read(each["path"])).hexdigest() == each["sha256"]
    assert {each["path"]: each["rows"] for each in manifest["resources"]}["voting.csv"] == 1
    assert any("adding them up counts nothing" in note for note in manifest["notes"])


def test_a_geojson_and_a_workbook_hold_their_manifest(keep: Keep, take_out: TakeOut):
    keep()
    assert is_sealed(take_out(Format.GEOJSON).json()["manifest"])
    assert is_sealed(take_out(Format.XLSX).made.manifest)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_the_same_cut_gives_the_same_bytes_whenever_it_is_asked_for(keep: Keep, take_out: TakeOut):
    keep(comments={"ramp": "steep"})
    cut = START + timedelta(hours=1)
    for kind in Format:
        one = take_out(kind, as_of=cut, now=cut + timedelta(hours=1))
        keep(station_code="later", received_at=cut + timedelta(minutes=1))
        other = take_out(kind, as_of=cut, now=cut + timedelta(hours=2))
        assert one.content == other.content, kind


def test_a_cut_in_the_future_is_now(keep: Keep, take_out: TakeOut):
    keep()
    now = START + timedelta(hours=1)
    assert take_out(as_of=now + timedelta(days=9), now=now).made.cut == now


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_what_went_out_is_in_the_audit_trail_and_known_again(
    store: Store, mission: Mission, keep: Keep, take_out: TakeOut
):
    keep()
    out = take_out(people=True)
    with store.writing() as db:
        service.record_export(db, operator(), mission.id, out.made, now=START)

    with store.reading() as db:
        (entry,) = service.list_exports(db, mission.id)
        assert entry.particulars["opened"] == ["people"]
        assert entry.particulars["reports"] == 1
        assert entry.particulars["sha256"] == sha256_hex(out.content)
        for file in (out.content, out.read("voting.csv"), out.read("manifest.json")):
            found = service.find_export(db, mission.id, sha256_hex(file))
            assert found is not None
            assert found.seq == entry.seq
        assert service.find_export(db, mission.id, sha256_hex(out.content + b" ")) is None


def test_a_data_package_describes_each_table(keep: Keep, take_out: TakeOut):
    keep()
    out = take_out(Format.DATAPACKAGE)
    package = out.json("datapackage.json")
    tables = {each["name"]: each for each in package["resources"]}
    for each in tables.values():
        content = out.read(each["path"])
        assert each["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert each["bytes"] == len(content)
        header = content.decode().splitlines()[0].split(",")
        assert header == [field["name"] for field in each["schema"]["fields"]]
    voting = tables["voting"]["schema"]
    fields = {field["name"]: field for field in voting["fields"]}
    assert fields["ramp"]["constraints"] == {"enum": ["yes", "no"]}
    assert fields["ramp"]["labels"] == {"en": "Was there a ramp?"}
    assert fields["booths"]["type"] == "integer"
    assert voting["missingValues"] == ["", "not_observed", "dont_know", "not_applicable"]
    assert voting["foreignKeys"] == [
        {"fields": ["station"], "reference": {"resource": "stations", "fields": ["code"]}}
    ]
    assert package["missing"]["not_observed"]["ru"] == "не наблюдали"
    assert b"ramp,1,yes,Yes" in out.read("data/choices.csv")
    assert json.loads(out.read("manifest.json"))["format"] == "datapackage"
