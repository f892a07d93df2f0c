//! Which handler answers which operation of ECS.

use firedrill_api::Value;

use super::state::Ecs;
use crate::context::Context;
use crate::dispatch::dispatch;
use crate::error::Handled;
use crate::operation::ecs::{
    CreateClusterRequest, CreateServiceRequest, DeleteClusterRequest, DeleteServiceRequest,
    DeregisterContainerInstanceRequest, DeregisterTaskDefinitionRequest, DescribeClustersRequest,
    DescribeContainerInstancesRequest, DescribeServicesRequest, DescribeTaskDefinitionRequest,
    DescribeTasksRequest, ListClustersRequest, ListContainerInstancesRequest, ListTasksRequest,
    RegisterContainerInstanceRequest, RegisterTaskDefinitionRequest, RunTaskRequest,
    StopTaskRequest, UpdateServiceRequest,
};

impl Ecs {
    /// Answers a call. The input has passed the checks of the service's model.
    pub(crate) fn call(
        &mut self,
        operation: &str,
        input: Value,
        context: &mut Context<'_>,
    ) -> Handled<Value> {
        dispatch!("ecs", operation, input, {
            "CreateCluster", CreateClusterRequest => |request| self.create_cluster(request, context),
            "DescribeClusters", DescribeClustersRequest =>
                |request| self.describe_clusters(&request, context),
            "ListClusters", ListClustersRequest => |request| self.list_clusters(&request),
            "DeleteCluster", DeleteClusterRequest =>
                |request| self.delete_cluster(&request, context),
            "RegisterTaskDefinition", RegisterTaskDefinitionRequest =>
                |request| self.register_task_definition(request, context),
            "DescribeTaskDefinition", DescribeTaskDefinitionRequest =>
                |request| self.describe_task_definition(&request),
            "DeregisterTaskDefinition", DeregisterTaskDefinitionRequest =>
                |request| self.deregister_task_definition(&request, context),
            "RegisterContainerInstance", RegisterContainerInstanceRequest =>
                |request| self.register_container_instance(request, context),
            "DescribeContainerInstances", DescribeContainerInstancesRequest =>
                |request| self.describe_container_instances(&request, context),
            "ListContainerInstances", ListContainerInstancesRequest =>
                |request| self.list_container_instances(&request, context),
            "DeregisterContainerInstance", DeregisterContainerInstanceRequest =>
                |request| self.deregister_container_instance(&request, context),
            "CreateService", CreateServiceRequest => |request| self.create_service(request, context),
            "DescribeServices", DescribeServicesRequest =>
                |request| self.describe_services(&request, context),
            "UpdateService", UpdateServiceRequest =>
                |request| self.update_service(&request, context),
            "DeleteService", DeleteServiceRequest =>
                |request| self.delete_service(&request, context),
            "RunTask", RunTaskRequest => |request| self.run_task(request, context),
            "StopTask", StopTaskRequest => |request| self.stop_task(request, context),
            "DescribeTasks", DescribeTasksRequest =>
                |request| self.describe_tasks(&request, context),
            "ListTasks", ListTasksRequest => |request| self.list_tasks(&request, context),
        })
    }
}
