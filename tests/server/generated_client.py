"""Run with a generated client on the path: asks a server through it and prints what came, as JSON."""

import json
import sys

from kg_client import Client
from kg_client.api.benchmarks import benchmarks_leaderboard
from kg_client.api.cypher import cypher_ask
from kg_client.api.graph import graph_show_path
from kg_client.api.methods import methods_list_methods, methods_show_rivals
from kg_client.api.queries import queries_rivals
from kg_client.models import CypherQuestion, Problem

client = Client(base_url=sys.argv[1])
board = benchmarks_leaderboard.sync("imagenet", client=client)
methods = methods_list_methods.sync(client=client, paper="finch", sort="id", fields="name")
rivals = methods_show_rivals.sync("lark", client=client)
path = graph_show_path.sync(client=client, from_="method:attention", to="method:resnet")
answer = cypher_ask.sync(client=client, body=CypherQuestion(statement="MATCH (m:Method) RETURN count(m) AS methods"))
refused = cypher_ask.sync_detailed(client=client, body=CypherQuestion(statement="CREATE (m:Method)"))
assert isinstance(refused.parsed, Problem)
print(
    json.dumps(
        {
            "leaderboard": [row.method.id for row in board.metrics[0].rows],
            "methods": [item.id for item in methods.items],
            "rivals": [[rival.node.id, rival.won, rival.lost] for rival in rivals.rivals],
            "path": path.paths,
            "rows": answer.rows,
            "query": [row.additional_properties for row in queries_rivals.sync(client=client, method="lark").rows],
            "refused": [refused.status_code, refused.parsed.type_],
        }
    )
)
