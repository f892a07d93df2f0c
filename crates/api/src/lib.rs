//! AWS APIs as data: operations, members, constraints, protocols and errors.
//!
//! One table of shapes serves every reader: the codecs of the protocols, the check of a request
//! against the service's own limits, the interpreter that calls `aws-sdk:` actions. It is taken
//! from botocore's models by a script that is kept (`scripts/extract.py`), and it refuses to know
//! what bytes look like on the wire and what any operation does.

mod value;

pub use value::Value;
