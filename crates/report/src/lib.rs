//! Renderers of the run record.
