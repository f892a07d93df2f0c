//! Event buses: the one that every account has, and those that are made.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::rule::{invalid_token, limit_exceeded};
use super::service::Events;
use super::tags::REFUSALS;
use crate::context::Context;
use crate::error::{Handled, ServiceError};
use crate::operation::events as api;
use crate::page::page;

/// The bus that every account has; AWS services send their events to it.
pub(crate) const DEFAULT_BUS: &str = "default";

/// The quota of buses in an account ("Amazon EventBridge quotas" of the user guide).
const BUSES: usize = 100;

/// A bus that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EventBus {
    description: Option<String>,
    created: Timestamp,
}

/// The custom buses of an account by name.
pub(crate) type EventBuses = BTreeMap<String, EventBus>;

impl Events {
    /// `CreateEventBus`.
    pub(super) fn create_event_bus(
        &mut self,
        request: api::CreateEventBusRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::CreateEventBusResponse> {
        let name = request.name;
        if name == DEFAULT_BUS || self.buses.contains_key(&name) {
            let message = format!("Event bus {name} already exists.");
            return Err(ServiceError::new("ResourceAlreadyExistsException", message).into());
        }
        // Only the buses of partners have slashes in their names ("CreateEventBus" of the reference).
        if name.contains('/') {
            let message = "Parameter Name is not valid. Reason: Cannot contain '/'.";
            return Err(ServiceError::new("ValidationException", message).into());
        }
        // The default bus counts.
        if self.buses.len() + 1 >= BUSES {
            return Err(limit_exceeded().into());
        }
        let arn = bus_arn(&name, context);
        context.tags_mut().add(&arn, request.tags.unwrap_or_default(), REFUSALS)?;
        let bus = EventBus { description: request.description.clone(), created: context.now() };
        self.buses.insert(name, bus);
        Ok(api::CreateEventBusResponse {
            event_bus_arn: Some(arn),
            description: request.description,
        })
    }

    /// `DescribeEventBus`: the default bus where no name is given.
    pub(super) fn describe_event_bus(
        &self,
        request: &api::DescribeEventBusRequest,
        context: &Context<'_>,
    ) -> Handled<api::DescribeEventBusResponse> {
        let name = self.require_bus(request.name.as_deref(), context)?;
        let bus = self.buses.get(&name);
        Ok(api::DescribeEventBusResponse {
            arn: Some(bus_arn(&name, context)),
            description: bus.and_then(|bus| bus.description.clone()),
            creation_time: bus.map(|bus| bus.created),
            last_modified_time: bus.map(|bus| bus.created),
            name: Some(name),
        })
    }

    /// `ListEventBuses`, in the order of names, all on one page unless a limit is given.
    pub(super) fn list_event_buses(
        &self,
        request: &api::ListEventBusesRequest,
        context: &Context<'_>,
    ) -> Handled<api::ListEventBusesResponse> {
        let prefix = request.name_prefix.as_deref().unwrap_or_default();
        let mut names: Vec<&str> = self.buses.keys().map(String::as_str).collect();
        names.push(DEFAULT_BUS);
        names.retain(|name| name.starts_with(prefix));
        names.sort_unstable();
        let token = request.next_token.as_deref();
        let page = page(names.into_iter(), request.limit, token, invalid_token)?;
        let buses = page.items.into_iter().map(|name| {
            let bus = self.buses.get(name);
            api::EventBus {
                name: Some(name.to_owned()),
                arn: Some(bus_arn(name, context)),
                description: bus.and_then(|bus| bus.description.clone()),
                creation_time: bus.map(|bus| bus.created),
                last_modified_time: bus.map(|bus| bus.created),
            }
        });
        Ok(api::ListEventBusesResponse {
            event_buses: Some(buses.collect()),
            next_token: page.next_token,
        })
    }

    /// `DeleteEventBus`; a bus that does not exist counts as deleted, and one with rules stays.
    pub(super) fn delete_event_bus(
        &mut self,
        request: &api::DeleteEventBusRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::DeleteEventBusResponse> {
        let name = &request.name;
        let validation = |message: String| ServiceError::new("ValidationException", message);
        if name == DEFAULT_BUS {
            return Err(validation(format!("Cannot delete event bus {name}.")).into());
        }
        // The text is not recorded.
        if self.rules_of(name).next().is_some() {
            let message = format!("Event bus {name} cannot be deleted since it has rules.");
            return Err(validation(message).into());
        }
        if self.buses.remove(name).is_some() {
            let arn = bus_arn(name, context);
            context.tags_mut().forget(&arn);
        }
        Ok(api::DeleteEventBusResponse::default())
    }

    /// The name of the bus that a request names or gives the ARN of; without either it is the
    /// default one.
    pub(super) fn require_bus(
        &self,
        given: Option<&str>,
        context: &Context<'_>,
    ) -> Handled<String> {
        let given = given.unwrap_or(DEFAULT_BUS);
        self.bus_named(given, context).ok_or_else(|| {
            let name = given.rsplit('/').next().unwrap_or(given);
            let message = format!("Event bus {name} does not exist.");
            ServiceError::new("ResourceNotFoundException", message).into()
        })
    }

    /// The name of the bus with this name or ARN, if it exists.
    pub(super) fn bus_named(&self, given: &str, context: &Context<'_>) -> Option<String> {
        let prefix = bus_arn("", context);
        let name = given.strip_prefix(prefix.as_str()).unwrap_or(given);
        (name == DEFAULT_BUS || self.buses.contains_key(name)).then(|| name.to_owned())
    }
}

fn bus_arn(name: &str, context: &Context<'_>) -> String {
    context.arn("events", &format!("event-bus/{name}"))
}
