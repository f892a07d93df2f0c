//! The order in which a flow is made: what others refer to comes first.

use std::collections::{BTreeMap, BTreeSet};

use super::node::Need;
use super::{Node, Place, ResourceId, Resources};

/// Resources that need each other.
#[derive(Debug, Clone)]
pub(crate) struct Circle {
    /// The way round, from a resource back to itself.
    pub(crate) way: Vec<ResourceId>,
    /// Where the first of them refers to the next.
    pub(crate) place: Option<Place>,
}

/// Returns all nodes of a flow, each after everything that it needs. Needs that no node makes are
/// taken to be there.
///
/// # Errors
/// [`Circle`] when resources need each other.
pub(crate) fn in_order(resources: &Resources) -> Result<Vec<Node<'_>>, Circle> {
    let nodes = Node::all(resources);
    let needs: Vec<Vec<Need>> = nodes.iter().map(|node| node.needs()).collect();
    let mut waiting: BTreeMap<ResourceId, Vec<usize>> = BTreeMap::new();
    let makes: BTreeSet<ResourceId> = nodes.iter().filter_map(|node| node.makes()).collect();
    let mut missing: Vec<usize> = vec![0; nodes.len()];
    let mut ready = BTreeSet::new();
    for (place, needs) in needs.iter().enumerate() {
        let ids: BTreeSet<&ResourceId> =
            needs.iter().map(|need| &need.id).filter(|id| makes.contains(*id)).collect();
        if ids.is_empty() {
            ready.insert(place);
        }
        if let Some(missing) = missing.get_mut(place) {
            *missing = ids.len();
        }
        for id in ids {
            waiting.entry(id.clone()).or_default().push(place);
        }
    }
    let mut ordered = Vec::with_capacity(nodes.len());
    while let Some(next) = ready.pop_first() {
        let Some(node) = nodes.get(next).copied() else { continue };
        ordered.push(node);
        for place in node.makes().and_then(|id| waiting.remove(&id)).unwrap_or_default() {
            if let Some(missing) = missing.get_mut(place) {
                *missing -= 1;
                if *missing == 0 {
                    ready.insert(place);
                }
            }
        }
    }
    if ordered.len() == nodes.len() { Ok(ordered) } else { Err(circle(&nodes, &needs, &waiting)) }
}

/// Finds a circle among the resources that others still wait for. Each of them waits itself, so
/// whoever goes from one to the next comes back to one where he has been.
fn circle(
    nodes: &[Node<'_>],
    needs: &[Vec<Need>],
    waiting: &BTreeMap<ResourceId, Vec<usize>>,
) -> Circle {
    let next = |id: &ResourceId| {
        let place = nodes.iter().position(|node| node.makes().as_ref() == Some(id))?;
        needs.get(place)?.iter().find(|need| waiting.contains_key(&need.id))
    };
    let mut way: Vec<ResourceId> = waiting.keys().next().cloned().into_iter().collect();
    while let Some(need) = way.last().and_then(next) {
        let before = way.iter().position(|id| *id == need.id);
        way.push(need.id.clone());
        if let Some(before) = before {
            let way = way.split_off(before);
            let place = way.first().and_then(next).and_then(|need| need.place.clone());
            return Circle { way, place };
        }
    }
    Circle { way, place: None }
}
