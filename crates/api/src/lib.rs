//! AWS APIs as data: operations, shapes, constraints and errors.
