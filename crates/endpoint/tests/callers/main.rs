//! The port as clients with keys, regions and endpoints of their own see it.

#[cfg(test)]
mod requests;
