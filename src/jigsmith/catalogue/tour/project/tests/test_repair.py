"""Tests of the routes for repairs."""

import unittest

from tests.client import call, sample
from workshop.routes.repair import repairs
from workshop.schemas.repair import repair_schema

SAMPLE = sample(repair_schema)


class RepairTest(unittest.TestCase):
    def setUp(self) -> None:
        repairs.clear()

    def test_what_was_created_can_be_read(self) -> None:
        created = call("POST", "/repairs", SAMPLE)
        self.assertEqual(created.status, 201)
        self.assertEqual(call("GET", f"/repairs/{created.json['id']}").json, created.json)

    def test_all_are_listed(self) -> None:
        call("POST", "/repairs", SAMPLE)
        self.assertEqual(len(call("GET", "/repairs").json), 1)

    def test_one_that_is_not_there_is_404(self) -> None:
        self.assertEqual(call("GET", "/repairs/7").status, 404)

    def test_an_unknown_field_is_refused(self) -> None:
        self.assertEqual(call("POST", "/repairs", {**SAMPLE, "nonsense": 1}).status, 422)

    def test_a_field_of_the_wrong_type_is_refused(self) -> None:
        for name in SAMPLE:
            self.assertEqual(call("POST", "/repairs", {**SAMPLE, name: None}).status, 422)

    def test_what_was_changed_stays_changed(self) -> None:
        call("POST", "/repairs", SAMPLE)
        self.assertEqual(call("PATCH", "/repairs/1", SAMPLE).status, 200)
        self.assertEqual(call("PATCH", "/repairs/1", {}).status, 422)

    def test_what_was_deleted_is_gone(self) -> None:
        call("POST", "/repairs", SAMPLE)
        self.assertEqual(call("DELETE", "/repairs/1").status, 204)
        self.assertEqual(call("DELETE", "/repairs/1").status, 404)

    def test_a_repair_can_be_finished(self) -> None:
        call("POST", "/repairs", SAMPLE)
        self.assertTrue(call("POST", "/repairs/1/finish").json["finished"])
