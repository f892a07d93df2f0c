//! Clusters.

use firedrill_sim::operation::ecs::{
    CreateClusterRequest, DeleteClusterRequest, DeleteClusterResponse, DescribeClustersRequest,
    DescribeClustersResponse, ListClustersRequest, ListClustersResponse,
};

use super::deployment::{
    create_cluster, fargate_run, instance, prod, run_task, running_service, running_web, stop,
    stop_task,
};
use crate::account::{account, operations, pass, refusal};

operations! {
    "ecs":
    delete_cluster = "DeleteCluster", DeleteClusterRequest => DeleteClusterResponse;
    describe_clusters = "DescribeClusters", DescribeClustersRequest => DescribeClustersResponse;
    list_clusters = "ListClusters", ListClustersRequest => ListClustersResponse;
}

fn delete() -> DeleteClusterRequest {
    DeleteClusterRequest { cluster: "prod".into() }
}

#[test]
fn a_cluster_is_described_with_its_counts_and_a_missing_one_is_a_failure() {
    let mut account = account();
    running_service(&mut account, 2);
    instance(&mut account, 512, 512);
    let request = DescribeClustersRequest {
        clusters: Some(vec!["prod".into(), "none".into()]),
        include: None,
    };
    let described = describe_clusters(&mut account, request).unwrap();
    let cluster = described.clusters.unwrap().remove(0);
    assert_eq!(cluster.status.as_deref(), Some("ACTIVE"));
    assert_eq!(cluster.running_tasks_count, Some(2));
    assert_eq!(cluster.active_services_count, Some(1));
    assert_eq!(cluster.registered_container_instances_count, Some(1));
    let failure = described.failures.unwrap().remove(0);
    assert_eq!(
        failure.arn.as_deref(),
        Some("arn:aws:ecs:ap-northeast-1:111122223333:cluster/none")
    );
    assert_eq!(failure.reason.as_deref(), Some("MISSING"));
}

#[test]
fn without_a_name_the_default_cluster_is_meant() {
    let mut account = account();
    let created = create_cluster(&mut account, CreateClusterRequest::default()).unwrap();
    assert_eq!(created.cluster.unwrap().cluster_name.as_deref(), Some("default"));
    let described = describe_clusters(&mut account, DescribeClustersRequest::default()).unwrap();
    assert_eq!(described.clusters.unwrap().len(), 1);
}

#[test]
fn a_cluster_is_deleted_once_it_is_empty_and_is_inactive_then() {
    let mut account = account();
    let arn = running_web(&mut account);
    assert_eq!(
        refusal(delete_cluster(&mut account, delete())),
        "ClusterContainsTasksException: The Cluster cannot be deleted while Tasks are active."
    );
    stop_task(&mut account, stop(&arn)).unwrap();
    pass(&mut account, 60.0);
    let deleted = delete_cluster(&mut account, delete()).unwrap().cluster.unwrap();
    assert_eq!(deleted.status.as_deref(), Some("INACTIVE"));
    assert_eq!(
        refusal(run_task(&mut account, fargate_run())),
        "ClientException: The referenced cluster was inactive."
    );
    let listed = list_clusters(&mut account, ListClustersRequest::default()).unwrap();
    assert_eq!(listed.cluster_arns, Some(Vec::new()));
    prod(&mut account);
    let listed = list_clusters(&mut account, ListClustersRequest::default()).unwrap();
    assert_eq!(listed.cluster_arns.unwrap().len(), 1);
}

#[test]
fn services_and_instances_keep_a_cluster_from_being_deleted() {
    let mut with_service = account();
    running_service(&mut with_service, 0);
    assert_eq!(
        refusal(delete_cluster(&mut with_service, delete())),
        "ClusterContainsServicesException: The Cluster cannot be deleted while Services are \
         active."
    );
    let mut with_instance = account();
    prod(&mut with_instance);
    instance(&mut with_instance, 512, 512);
    assert_eq!(
        refusal(delete_cluster(&mut with_instance, delete())),
        "ClusterContainsContainerInstancesException: The Cluster cannot be deleted while \
         Container Instances are active or draining."
    );
}
