//! DescribeTasks and ListTasks.

use super::clusters::missing;
use super::error::{invalid_parameter, invalid_token, out_of_range};
use super::identifier;
use super::state::Ecs;
use super::task::Task;
use crate::context::Context;
use crate::error::Handled;
use crate::operation::ecs::{
    DescribeTasksRequest, DescribeTasksResponse, ListTasksRequest, ListTasksResponse,
};
use crate::page::page;

impl Ecs {
    /// Describes up to a hundred tasks; stopped ones for an hour.
    pub(super) fn describe_tasks(
        &self,
        request: &DescribeTasksRequest,
        context: &Context<'_>,
    ) -> Handled<DescribeTasksResponse> {
        let cluster = identifier::cluster(request.cluster.as_deref(), context)?;
        if request.tasks.is_empty() {
            return Err(invalid_parameter("Tasks cannot be empty.").into());
        }
        if request.tasks.len() > 100 {
            return Err(out_of_range("tasks", "of up to 100 elements").into());
        }
        let ids: Vec<_> = request
            .tasks
            .iter()
            .map(|given| identifier::task(given, &cluster))
            .collect::<Result<_, _>>()?;
        let found = self.named_cluster(request.cluster.as_deref(), context)?;
        let include = request.include.as_deref().unwrap_or_default();
        let with_tags = include.iter().any(|included| included == "TAGS");
        let tags = with_tags.then(|| context.tags());
        let (mut tasks, mut failures) = (Vec::new(), Vec::new());
        for id in ids {
            match found.tasks.get(&id) {
                Some(task) => tasks.push(task.describe(tags)),
                None => {
                    let name = format!("task/{}/{id}", cluster.last_part());
                    failures.push(missing(context.arn("ecs", &name)));
                }
            }
        }
        Ok(DescribeTasksResponse { tasks: Some(tasks), failures: Some(failures) })
    }

    /// Lists the ARNs of tasks that are to run, or with `desiredStatus` STOPPED of those that are
    /// not, up to a hundred at a time.
    pub(super) fn list_tasks(
        &self,
        request: &ListTasksRequest,
        context: &Context<'_>,
    ) -> Handled<ListTasksResponse> {
        let cluster = self.named_cluster(request.cluster.as_deref(), context)?;
        let desired = match request.desired_status.as_deref() {
            None | Some("RUNNING") => "RUNNING",
            Some("STOPPED") => "STOPPED",
            // "Although you can filter results based on a desired status of PENDING, this doesn't
            // return any results" (ListTasks).
            Some(_) => "PENDING",
        };
        let instance = match &request.container_instance {
            None => None,
            Some(given) => Some(identifier::container_instance(given, &cluster.arn)?),
        };
        let service = match &request.service_name {
            None => None,
            Some(given) => Some(identifier::service(given, &cluster.arn)?),
        };
        let wanted = |task: &&Task| {
            let is = |asked: &Option<String>, own: Option<&str>| {
                asked.is_none() || asked.as_deref() == own
            };
            task.desired_status() == desired
                && is(&instance, task.instance.as_ref().map(|instance| instance.last_part()))
                && is(&service, task.service.as_ref().map(|service| service.name.as_str()))
                && is(&request.family, Some(task.family()))
                && is(&request.started_by, task.started_by.as_deref())
                && is(&request.launch_type, Some(task.launch_type.as_str()))
        };
        let arns = cluster.tasks.values().filter(wanted).map(|task| task.arn.to_string());
        let limit = request.max_results.or(Some(100));
        let page = page(arns, limit, request.next_token.as_deref(), invalid_token)?;
        Ok(ListTasksResponse { task_arns: Some(page.items), next_token: page.next_token })
    }
}
