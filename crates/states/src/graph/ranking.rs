//! In which layer each node stands: below all that lead to it, save where that goes round.

/// The layers of nodes, and the edges that lead up instead of down.
pub(super) struct Ranking {
    pub(super) ranks: Vec<usize>,
    pub(super) reversed: Vec<bool>,
}

/// How far a search has come with a node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

/// Ranks the nodes by the longest way that leads to them. Edges are pairs of nodes; one from a node
/// to itself counts for nothing.
pub(super) fn rank(nodes: usize, edges: &[(usize, usize)]) -> Ranking {
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for (edge, (from, _)) in edges.iter().enumerate() {
        if let Some(edges) = leaving.get_mut(*from) {
            edges.push(edge);
        }
    }
    let (reversed, finished) = search(edges, &leaving);
    // A node is finished after all that it leads to: read from the back, the other way round.
    let mut ranks = vec![0; nodes];
    for node in finished.into_iter().rev() {
        let rank = ranks.get(node).copied().unwrap_or_default();
        for edge in leaving.get(node).into_iter().flatten() {
            let target = edges.get(*edge).map_or(node, |(_, to)| *to);
            let forward = !reversed.get(*edge).copied().unwrap_or_default() && target != node;
            if forward && let Some(below) = ranks.get_mut(target) {
                *below = (*below).max(rank + 1);
            }
        }
    }
    Ranking { ranks, reversed }
}

/// Walks along the edges, the first first: which lead back to a node that is still open, and in
/// which order nodes were done with. It keeps its own stack, since a chain may be long.
fn search(edges: &[(usize, usize)], leaving: &[Vec<usize>]) -> (Vec<bool>, Vec<usize>) {
    let mut marks = vec![Mark::New; leaving.len()];
    let mut reversed = vec![false; edges.len()];
    let mut finished = Vec::with_capacity(leaving.len());
    for root in 0..leaving.len() {
        let mut path = vec![(root, 0)];
        if marks.get(root) != Some(&Mark::New) {
            continue;
        }
        while let Some((node, next)) = path.pop() {
            set(&mut marks, node, Mark::Open);
            let Some(edge) = leaving.get(node).and_then(|edges| edges.get(next)).copied() else {
                set(&mut marks, node, Mark::Done);
                finished.push(node);
                continue;
            };
            path.push((node, next + 1));
            let target = edges.get(edge).map_or(node, |(_, to)| *to);
            match marks.get(target) {
                Some(Mark::New) => path.push((target, 0)),
                Some(Mark::Open) if target != node => set(&mut reversed, edge, true),
                _ => {}
            }
        }
    }
    (reversed, finished)
}

fn set<T>(values: &mut [T], at: usize, value: T) {
    if let Some(place) = values.get_mut(at) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_stands_below_all_that_lead_to_it() {
        let ranking = rank(4, &[(0, 1), (1, 2), (0, 2), (2, 3), (0, 3)]);
        assert_eq!(ranking.ranks, [0, 1, 2, 3]);
        assert!(ranking.reversed.iter().all(|reversed| !reversed));
    }

    #[test]
    fn what_goes_round_leads_up_once() {
        let ranking = rank(3, &[(0, 1), (1, 2), (2, 1), (2, 2)]);
        assert_eq!(ranking.ranks, [0, 1, 2]);
        assert_eq!(ranking.reversed, [false, false, true, false]);
    }

    #[test]
    fn a_long_chain_does_not_overflow() {
        let edges: Vec<_> = (0..100_000).map(|node| (node, node + 1)).collect();
        assert_eq!(rank(100_001, &edges).ranks.last(), Some(&100_000));
    }
}
