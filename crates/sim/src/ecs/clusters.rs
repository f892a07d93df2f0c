//! CreateCluster, DescribeClusters, ListClusters and DeleteCluster.

use super::cluster::Cluster;
use super::error::{cluster_inactive, cluster_not_found, invalid_token};
use super::identifier::{self, DEFAULT_CLUSTER, check_name};
use super::state::Ecs;
use super::tags::REFUSALS;
use crate::context::Context;
use crate::error::{Handled, ServiceError};
use crate::operation::ecs::{
    CreateClusterRequest, CreateClusterResponse, DeleteClusterRequest, DeleteClusterResponse,
    DescribeClustersRequest, DescribeClustersResponse, Failure, ListClustersRequest,
    ListClustersResponse,
};
use crate::page::page;

/// What CreateCluster and DeleteCluster show of a cluster without being asked.
const SHOWN: [&str; 2] = ["TAGS", "SETTINGS"];

impl Ecs {
    /// Creates a cluster; one that is there is answered as it is.
    pub(super) fn create_cluster(
        &mut self,
        request: CreateClusterRequest,
        context: &mut Context<'_>,
    ) -> Handled<CreateClusterResponse> {
        let name = request.cluster_name.as_deref().unwrap_or(DEFAULT_CLUSTER);
        // unsure
        check_name(name, "Cluster name contains invalid characters.")?;
        let arn = identifier::cluster(Some(name), context)?;
        let known = self.clusters.get(&arn).filter(|cluster| !cluster.inactive);
        if known.is_none() {
            let mut cluster = Cluster::new(arn.clone());
            let tags = request.tags.unwrap_or_default();
            context.tags_mut().add(arn.as_str(), tags, REFUSALS)?;
            if let Some(settings) = request.settings {
                cluster.settings = settings;
            }
            self.clusters.insert(arn.clone(), cluster);
        }
        let described = self.clusters.get(&arn);
        let described = described.map(|cluster| cluster.describe(&shown(), context.tags()));
        Ok(CreateClusterResponse { cluster: described })
    }

    /// Describes the clusters that are named, or the default cluster.
    pub(super) fn describe_clusters(
        &self,
        request: &DescribeClustersRequest,
        context: &Context<'_>,
    ) -> Handled<DescribeClustersResponse> {
        let default = [DEFAULT_CLUSTER.to_owned()];
        let named = request.clusters.as_deref().filter(|named| !named.is_empty());
        let include = request.include.as_deref().unwrap_or_default();
        let (mut clusters, mut failures) = (Vec::new(), Vec::new());
        for given in named.unwrap_or(&default) {
            let arn = identifier::cluster(Some(given), context)?;
            match self.clusters.get(&arn) {
                Some(cluster) => clusters.push(cluster.describe(include, context.tags())),
                None => failures.push(missing(arn.to_string())),
            }
        }
        Ok(DescribeClustersResponse { clusters: Some(clusters), failures: Some(failures) })
    }

    /// Lists the ARNs of the active clusters in their order, up to a hundred at a time.
    pub(super) fn list_clusters(
        &self,
        request: &ListClustersRequest,
    ) -> Handled<ListClustersResponse> {
        let active = self.clusters.values().filter(|cluster| !cluster.inactive);
        let arns = active.map(|cluster| cluster.arn.to_string());
        let limit = request.max_results.or(Some(100));
        let page = page(arns, limit, request.next_token.as_deref(), invalid_token)?;
        Ok(ListClustersResponse { cluster_arns: Some(page.items), next_token: page.next_token })
    }

    /// Makes an empty cluster INACTIVE.
    pub(super) fn delete_cluster(
        &mut self,
        request: &DeleteClusterRequest,
        context: &mut Context<'_>,
    ) -> Handled<DeleteClusterResponse> {
        let arn = identifier::cluster(Some(&request.cluster), context)?;
        let cluster = self.clusters.get_mut(&arn).ok_or_else(cluster_not_found)?;
        if cluster.inactive {
            return Err(cluster_inactive().into());
        }
        let contains = |what: &str, message: &str| {
            ServiceError::new(format!("ClusterContains{what}Exception"), message)
        };
        if cluster.live_services().next().is_some() {
            let message = "The Cluster cannot be deleted while Services are active.";
            return Err(contains("Services", message).into());
        }
        if !cluster.instances.is_empty() {
            let message =
                "The Cluster cannot be deleted while Container Instances are active or draining.";
            return Err(contains("ContainerInstances", message).into());
        }
        if cluster.live_tasks().next().is_some() {
            let message = "The Cluster cannot be deleted while Tasks are active.";
            return Err(contains("Tasks", message).into());
        }
        cluster.inactive = true;
        let described = cluster.describe(&shown(), context.tags());
        context.tags_mut().forget(arn.as_str());
        Ok(DeleteClusterResponse { cluster: Some(described) })
    }
}

fn shown() -> [String; 2] {
    SHOWN.map(str::to_owned)
}

/// The failure of something that was asked for and is not there.
pub(super) fn missing(arn: String) -> Failure {
    Failure { arn: Some(arn), reason: Some("MISSING".into()), detail: None }
}
