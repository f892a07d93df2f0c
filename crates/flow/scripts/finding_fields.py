"""Writes src/lint/finding_fields.txt: the paths of every field that GuardDuty's model of a finding has.

One path a line, dotted as in an event pattern, spelled as events spell it. Arrays leave no trace in a path. The model
is that of botocore, which must be installed; its version stands in the first line of the file.
"""

import pathlib

import botocore
import botocore.session

model = botocore.session.get_session().get_service_model("guardduty")
fields = set()


def walk(shape, path, around):
    if shape.name in around:
        # Processes and other types within themselves: one turn says it all.
        return
    if shape.type_name == "structure" and shape.members:
        for name, member in shape.members.items():
            wire = member.serialization.get("name", name)
            walk(member, f"{path}.{wire}", around | {shape.name})
    elif shape.type_name == "list":
        walk(shape.member, path, around)
    else:
        fields.add(path)


walk(model.shape_for("Finding"), "detail", frozenset())
target = pathlib.Path(__file__).parent.parent / "src/lint/finding_fields.txt"
lines = [f"# botocore {botocore.__version__}, shape Finding; see scripts/finding_fields.py", *sorted(fields)]
target.write_text("\n".join(lines) + "\n")
