"""Tests of the routes for deliveries."""

import unittest

from tests.client import call, sample
from workshop.routes.delivery import deliveries
from workshop.schemas.delivery import delivery_schema

SAMPLE = sample(delivery_schema)


class DeliveryTest(unittest.TestCase):
    def setUp(self) -> None:
        deliveries.clear()

    def test_what_was_created_can_be_read(self) -> None:
        created = call("POST", "/deliveries", SAMPLE)
        self.assertEqual(created.status, 201)
        self.assertEqual(call("GET", f"/deliveries/{created.json['id']}").json, created.json)

    def test_one_that_is_not_there_is_404(self) -> None:
        self.assertEqual(call("GET", "/deliveries/7").status, 404)

    def test_an_unknown_field_is_refused(self) -> None:
        self.assertEqual(call("POST", "/deliveries", {**SAMPLE, "nonsense": 1}).status, 422)

    def test_a_field_of_the_wrong_type_is_refused(self) -> None:
        for name in SAMPLE:
            self.assertEqual(call("POST", "/deliveries", {**SAMPLE, name: None}).status, 422)

    def test_what_was_changed_stays_changed(self) -> None:
        call("POST", "/deliveries", SAMPLE)
        self.assertEqual(call("PATCH", "/deliveries/1", SAMPLE).status, 200)
        self.assertEqual(call("PATCH", "/deliveries/1", {}).status, 422)

    def test_what_was_deleted_is_gone(self) -> None:
        call("POST", "/deliveries", SAMPLE)
        self.assertEqual(call("DELETE", "/deliveries/1").status, 204)
        self.assertEqual(call("DELETE", "/deliveries/1").status, 404)
