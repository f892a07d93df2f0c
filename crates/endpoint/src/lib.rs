//! The simulated account behind one port: in-memory connector and HTTP server.
