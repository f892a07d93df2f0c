"""Reads botocore's models and reduces each to what `firedrill-api` keeps: no prose, no examples, no endpoints."""

import re

import botocore.loaders

PRIMITIVES = {"string", "boolean", "integer", "long", "float", "double", "timestamp", "blob"}
KEPT = {
    "string": ("enum", "min", "max", "pattern", "sensitive"),
    "blob": ("min", "max", "sensitive"),
    "integer": ("min", "max"),
    "long": ("min", "max"),
    "float": ("min", "max"),
    "double": ("min", "max"),
    "list": ("min", "max", "flattened", "sensitive"),
    "map": ("min", "max", "flattened", "sensitive"),
    "structure": ("union", "sensitive"),
}


def load(botocore_name):
    """The model of a service as botocore ships it."""
    return botocore.loaders.Loader().load_service_model(botocore_name, "service-2")


def words(name):
    """The words of a name as AWS SDK for Java 2 splits them, which is how Step Functions names clients and errors."""
    text = re.sub(r"[^A-Za-z0-9]+", " ", name)
    text = re.sub(r"([^a-z]{2,})v([0-9]+)", r"\1 v\2 ", text)
    text = re.sub(r"([^A-Z]{2,})V([0-9]+)", r"\1 V\2 ", text)
    text = re.sub(r"(?<=[a-z])(?=[A-Z]([a-zA-Z]|[0-9]))", " ", text)
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", text)
    text = re.sub(r"([0-9])([a-zA-Z])", r"\1 \2", text)
    return text.split()


def pascal(name):
    """A name in the Pascal case of AWS SDK for Java 2: `KMSAccessDenied` is `KmsAccessDenied`."""
    return "".join(word[:1].upper() + word[1:].lower() for word in words(name))


def exception_name(shape_name):
    """The exception class that AWS SDK for Java 2 makes of an error shape; its name always ends in `Exception`."""
    if shape_name.endswith("Fault"):
        return pascal(shape_name[: -len("Fault")]) + "Exception"
    if shape_name.endswith("Exception"):
        return pascal(shape_name)
    return pascal(shape_name) + "Exception"


def head(name, model):
    """What is known of a service before any of its operations is looked at."""
    meta = model["metadata"]
    fields = {
        "name": name,
        "sdkId": meta["serviceId"],
        "clientName": pascal(meta["serviceId"]).removesuffix("Service"),
        "apiVersion": meta["apiVersion"],
        "endpointPrefix": meta["endpointPrefix"],
        "signingName": meta.get("signingName", meta["endpointPrefix"]),
        "protocol": meta["protocol"],
    }
    for optional in ("jsonVersion", "targetPrefix", "xmlNamespace", "globalEndpoint"):
        if optional in meta:
            fields[optional] = meta[optional]
    if "awsQueryCompatible" in meta:
        fields["queryCompatible"] = True
    return fields


class Shapes:
    """The shapes of one model, reduced; a scalar without constraints is known by its type's name alone."""

    def __init__(self, model):
        self.model = model["shapes"]
        self.is_rest = model["metadata"]["protocol"].startswith("rest-")
        self.reduced = {}

    def references(self, name):
        shape = self.model[name]
        for member in shape.get("members", {}).values():
            yield member["shape"]
        for part in ("member", "key", "value"):
            if part in shape:
                yield shape[part]["shape"]

    def has_stream(self, name, seen=None):
        seen = set() if seen is None else seen
        if name in seen:
            return False
        seen.add(name)
        inner = self.references(name)
        return bool(self.model[name].get("eventstream")) or any(self.has_stream(below, seen) for below in inner)

    def reference(self, name):
        """The name under which a shape is kept, after reducing it and everything below it."""
        shape = self.model[name]
        kind = shape["type"]
        kept = {key: shape[key] for key in KEPT.get(kind, ()) if key in shape}
        if shape.get("document"):
            return "document"
        if kind in PRIMITIVES and not kept:
            return kind
        if name in PRIMITIVES:
            name = name + "Value"
        if name not in self.reduced:
            self.reduced[name] = None
            self.reduced[name] = {"type": kind, **kept, **self.inner(shape)}
        return name

    def bindings(self, shape):
        """Where in an HTTP message the members of a structure stand that do not stand in a document."""
        members = shape["members"].items()
        fields = {}
        places = {name: m["location"] for name, m in members if "location" in m}
        if places:
            fields["places"] = places
        if "payload" in shape:
            fields["payload"] = shape["payload"]
            if shape["members"][shape["payload"]].get("streaming"):
                fields["streaming"] = True
        formats = {name: self.timestamp_format(m) for name, m in members if self.timestamp_format(m)}
        if formats:
            fields["timestampFormats"] = formats
        return fields

    def timestamp_format(self, member):
        """The format of a timestamp, where it is not the one of its place."""
        own = member.get("timestampFormat", self.model[member["shape"]].get("timestampFormat"))
        return None if own == {"header": "rfc822"}.get(member.get("location"), "iso8601") else own

    def inner(self, shape):
        kind = shape["type"]
        if kind == "structure":
            fields = {"members": {name: self.reference(m["shape"]) for name, m in shape["members"].items()}}
            if shape.get("required"):
                fields["required"] = shape["required"]
            tokens = [name for name, m in shape["members"].items() if m.get("idempotencyToken")]
            if tokens:
                fields["idempotencyToken"] = tokens[0]
            renamed = {name: m["locationName"] for name, m in shape["members"].items() if "locationName" in m}
            if renamed:
                fields["wireNames"] = renamed
            return {**fields, **(self.bindings(shape) if self.is_rest else {})}
        if kind == "list":
            fields = {"member": self.reference(shape["member"]["shape"])}
            if "locationName" in shape["member"]:
                fields["memberName"] = shape["member"]["locationName"]
            return fields
        if kind == "map":
            fields = {"key": self.reference(shape["key"]["shape"]), "value": self.reference(shape["value"]["shape"])}
            for part in ("key", "value"):
                if "locationName" in shape[part]:
                    fields[part + "Name"] = shape[part]["locationName"]
            return fields
        return {}


def errors(model, compatible_codes):
    """The error shapes of a service: code of the wire, HTTP status, whose fault, and the name in the Java SDK."""
    found = {}
    for shape_name, shape in model["shapes"].items():
        if not shape.get("exception"):
            continue
        error = shape.get("error", {})
        fields = {}
        if error.get("code", shape_name) != shape_name:
            fields["code"] = error["code"]
        fault = bool(shape.get("fault")) or error.get("fault", False)
        fields["status"] = error.get("httpStatusCode", 500 if fault else 400)
        if fault:
            fields["fault"] = True
        if exception_name(shape_name) != shape_name:
            fields["exceptionName"] = exception_name(shape_name)
        if shape_name in compatible_codes:
            fields["queryCode"] = compatible_codes[shape_name]
        found[shape_name] = fields
    return found


def input_names(model, operation):
    """The names of an operation's input members; those that a caller must give end in `!`."""
    if "input" not in operation:
        return []
    shape = model["shapes"][operation["input"]["shape"]]
    required = {
        name for name in shape.get("required", []) if not shape["members"][name].get("idempotencyToken")
    }
    return [f"{name}!" if name in required else name for name in shape["members"]]


def service(model, compatible_codes=None, only_named=()):
    """A service whose operations are described by their shapes.

    Operations that stream are only named, as no codec here speaks them, and so are those whose name holds a word of
    `only_named`.
    """
    shapes = Shapes(model)
    operations, named = {}, {}
    for operation_name, operation in sorted(model["operations"].items()):
        ends = [operation[end]["shape"] for end in ("input", "output") if end in operation]
        is_left_out = any(word in operation_name for word in only_named)
        if is_left_out or any(shapes.has_stream(end) for end in ends):
            named[operation_name] = input_names(model, operation)
            continue
        fields = {end: shapes.reference(operation[end]["shape"]) for end in ("input", "output") if end in operation}
        if "resultWrapper" in operation.get("output", {}):
            fields["resultWrapper"] = operation["output"]["resultWrapper"]
        if shapes.is_rest:
            fields["method"], fields["uri"] = operation["http"]["method"], operation["http"]["requestUri"]
        fields["errors"] = [error["shape"] for error in operation.get("errors", [])]
        operations[operation_name] = fields
    return {
        "operations": operations,
        "named": named,
        "errors": errors(model, compatible_codes or {}),
        "shapes": dict(sorted(shapes.reduced.items())),
    }


def names(model):
    """A service known by its operations and their input members."""
    operations = {key: input_names(model, operation) for key, operation in sorted(model["operations"].items())}
    return {"named": operations}
