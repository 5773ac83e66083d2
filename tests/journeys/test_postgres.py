"""The server that the tests of generated projects share."""

import socket

import pytest
from tests import postgres


@pytest.mark.slow
def test_a_cluster_answers_makes_databases_and_is_gone_afterwards():
    with postgres.cluster() as cluster:
        assert cluster.create_database("shop") == f"postgresql://app@127.0.0.1:{cluster.port}/shop"
        cluster.run("shop", "create table item (id int)")
        cluster.run("shop", "insert into item values (1), (2)")
        assert cluster.run("shop", "select count(*) from item") == "2"
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", cluster.port)) != 0
