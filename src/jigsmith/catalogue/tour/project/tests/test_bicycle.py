"""Tests of the routes for bicycles."""

import unittest

from tests.client import call, sample
from workshop.routes.bicycle import bicycles
from workshop.schemas.bicycle import bicycle_schema

SAMPLE = sample(bicycle_schema)


class BicycleTest(unittest.TestCase):
    def setUp(self) -> None:
        bicycles.clear()

    def test_what_was_created_can_be_read(self) -> None:
        created = call("POST", "/bicycles", SAMPLE)
        self.assertEqual(created.status, 201)
        self.assertEqual(call("GET", f"/bicycles/{created.json['id']}").json, created.json)

    def test_all_are_listed(self) -> None:
        call("POST", "/bicycles", SAMPLE)
        self.assertEqual(len(call("GET", "/bicycles").json), 1)

    def test_one_that_is_not_there_is_404(self) -> None:
        self.assertEqual(call("GET", "/bicycles/7").status, 404)

    def test_an_unknown_field_is_refused(self) -> None:
        self.assertEqual(call("POST", "/bicycles", {**SAMPLE, "nonsense": 1}).status, 422)

    def test_a_field_of_the_wrong_type_is_refused(self) -> None:
        for name in SAMPLE:
            self.assertEqual(call("POST", "/bicycles", {**SAMPLE, name: None}).status, 422)

    def test_what_was_changed_stays_changed(self) -> None:
        call("POST", "/bicycles", SAMPLE)
        self.assertEqual(call("PATCH", "/bicycles/1", SAMPLE).status, 200)
        self.assertEqual(call("PATCH", "/bicycles/1", {}).status, 422)

    def test_what_was_deleted_is_gone(self) -> None:
        call("POST", "/bicycles", SAMPLE)
        self.assertEqual(call("DELETE", "/bicycles/1").status, 204)
        self.assertEqual(call("DELETE", "/bicycles/1").status, 404)
