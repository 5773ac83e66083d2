"""Tests of the routes for parts."""

import unittest

from tests.client import call, sample
from workshop.routes.part import parts
from workshop.schemas.part import part_schema

SAMPLE = sample(part_schema)


class PartTest(unittest.TestCase):
    def setUp(self) -> None:
        parts.clear()

    def test_what_was_created_can_be_read(self) -> None:
        created = call("POST", "/parts", SAMPLE)
        self.assertEqual(created.status, 201)
        self.assertEqual(call("GET", f"/parts/{created.json['id']}").json, created.json)

    def test_all_are_listed(self) -> None:
        call("POST", "/parts", SAMPLE)
        self.assertEqual(len(call("GET", "/parts").json), 1)

    def test_one_that_is_not_there_is_404(self) -> None:
        self.assertEqual(call("GET", "/parts/7").status, 404)

    def test_an_unknown_field_is_refused(self) -> None:
        self.assertEqual(call("POST", "/parts", {**SAMPLE, "nonsense": 1}).status, 422)

    def test_a_field_of_the_wrong_type_is_refused(self) -> None:
        for name in SAMPLE:
            self.assertEqual(call("POST", "/parts", {**SAMPLE, name: None}).status, 422)

    def test_what_was_changed_stays_changed(self) -> None:
        call("POST", "/parts", SAMPLE)
        self.assertEqual(call("PATCH", "/parts/1", SAMPLE).status, 200)
        self.assertEqual(call("PATCH", "/parts/1", {}).status, 422)

    def test_what_was_deleted_is_gone(self) -> None:
        call("POST", "/parts", SAMPLE)
        self.assertEqual(call("DELETE", "/parts/1").status, 204)
        self.assertEqual(call("DELETE", "/parts/1").status, 404)
