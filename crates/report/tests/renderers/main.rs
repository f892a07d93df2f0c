//! Every renderer on canonical records.

#![cfg(test)]

mod records;
mod replay;
mod suite;
