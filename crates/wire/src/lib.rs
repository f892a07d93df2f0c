//! AWS wire protocols as generic codecs driven by the API shapes.
