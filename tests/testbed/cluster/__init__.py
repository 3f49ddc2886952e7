"""A whole cluster with a real node."""

from tests.testbed.cluster.cluster import Cluster, cluster

__all__ = ["Cluster", "cluster"]
