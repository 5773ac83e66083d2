"""Tests of the routes for customers."""

import unittest

from tests.client import call, sample
from workshop.routes.customer import customers
from workshop.schemas.customer import customer_schema

SAMPLE = sample(customer_schema)


class CustomerTest(unittest.TestCase):
    def setUp(self) -> None:
        customers.clear()

    def test_what_was_created_can_be_read(self) -> None:
        created = call("POST", "/customers", SAMPLE)
        self.assertEqual(created.status, 201)
        self.assertEqual(call("GET", f"/customers/{created.json['id']}").json, created.json)

    def test_all_are_listed(self) -> None:
        call("POST", "/customers", SAMPLE)
        self.assertEqual(len(call("GET", "/customers").json), 1)

    def test_one_that_is_not_there_is_404(self) -> None:
        self.assertEqual(call("GET", "/customers/7").status, 404)

    def test_an_unknown_field_is_refused(self) -> None:
        self.assertEqual(call("POST", "/customers", {**SAMPLE, "nonsense": 1}).status, 422)

    def test_a_field_of_the_wrong_type_is_refused(self) -> None:
        for name in SAMPLE:
            self.assertEqual(call("POST", "/customers", {**SAMPLE, name: None}).status, 422)

    def test_what_was_changed_stays_changed(self) -> None:
        call("POST", "/customers", SAMPLE)
        self.assertEqual(call("PATCH", "/customers/1", SAMPLE).status, 200)
        self.assertEqual(call("PATCH", "/customers/1", {}).status, 422)

    def test_what_was_deleted_is_gone(self) -> None:
        call("POST", "/customers", SAMPLE)
        self.assertEqual(call("DELETE", "/customers/1").status, 204)
        self.assertEqual(call("DELETE", "/customers/1").status, 404)
