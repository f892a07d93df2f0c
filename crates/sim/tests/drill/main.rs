//! The account as its clients and its record show it, one module a subject.

#[cfg(test)]
mod buses;
#[cfg(test)]
mod callers;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod determinism;
#[cfg(test)]
mod events;
#[cfg(test)]
mod express;
#[cfg(test)]
mod published_flow;
#[cfg(test)]
mod roles;
#[cfg(test)]
mod speak;
#[cfg(test)]
mod state_machines;
#[cfg(test)]
mod stored;
#[cfg(test)]
mod tags;
