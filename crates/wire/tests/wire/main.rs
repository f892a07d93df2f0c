//! The codecs as the two ends of a connection see them, one module a subject.

#[cfg(test)]
mod generated;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod responses;
#[cfg(test)]
mod rest;
#[cfg(test)]
mod round_trip;
