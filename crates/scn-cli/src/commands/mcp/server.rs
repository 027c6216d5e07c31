//! Answers the requests of the protocol.

use rmcp::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CustomRequest, CustomResult, ErrorCode, ErrorData, Implementation,
    ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult, ServerCapabilities, ServerConfig,
    Tool as ToolDescription,
};
use rmcp::service::{RequestContext, RoleServer};
use tokio::sync::RwLock;

use super::arguments::Arguments;
use super::calls::{Place, to_result};
use super::child::Scn;
use super::folder::Folder;
use super::resources;
use super::tools::Tool;
use crate::failure::Failure;

/// The instructions for an assistant about the server as a whole.
const INSTRUCTIONS: &str = "scn compiles, proves and plays training scenarios, which are written as plain text in `.scn` files. Before you write or change one, read the language in short: the tool `explain` with the name `llms.txt`. A folder with `scn.toml` is a pack. Work in small steps: change a file, `check`, and read `explain` for a finding that you do not know. A pack is done when `check` reports nothing and you have played each scenario to its endings with `play`. All paths are relative to the folder that is served.";

/// The requests that have parameters.
const KNOWN: [&str; 5] = ["tools/call", "tools/list", "resources/list", "resources/templates/list", "resources/read"];

/// The server of a folder.
#[derive(Debug)]
pub(super) struct Server {
    folder: Folder,
    scn: Scn,
    writes: bool,
    /// Requests that read run side by side; one that may write runs alone.
    turn: RwLock<()>,
}

impl Server {
    /// Creates the server of a folder. `writes` is whether it may write there.
    pub(super) fn new(folder: Folder, writes: bool) -> Result<Self, Failure> {
        Ok(Self { folder, scn: Scn::find()?, writes, turn: RwLock::new(()) })
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().enable_resources().build();
        let about_writing = if self.writes {
            " This server may write into the folder."
        } else {
            " This server only reads: return texts to the author instead of writing them."
        };
        let mut info = ServerConfig::new(capabilities).with_instructions(format!("{INSTRUCTIONS}{about_writing}"));
        info.server_info = Implementation::new("scn", env!("CARGO_PKG_VERSION"));
        info
    }

    fn get_tool(&self, name: &str) -> Option<ToolDescription> {
        Tool::ALL.iter().find(|tool| tool.name() == name).map(|tool| tool.describe(self.writes))
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(Tool::ALL.iter().map(|tool| tool.describe(self.writes)).collect()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = Tool::ALL.into_iter().find(|tool| tool.name() == request.name) else {
            let names = Tool::ALL.map(Tool::name).join("`, `");
            let message = format!("there is no tool `{}`; there are `{names}`", request.name);
            return Err(ErrorData::invalid_params(message, None));
        };
        let names = tool.argument_names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let place = Place { folder: &self.folder, scn: &self.scn, writes: self.writes };
        let call = async {
            let arguments = Arguments::new(request.arguments.unwrap_or_default(), &names)?;
            if self.writes && tool.can_write() {
                let _alone = self.turn.write().await;
                place.call(tool, arguments).await
            } else {
                let _together = self.turn.read().await;
                place.call(tool, arguments).await
            }
        };
        tokio::select! {
            called = call => Ok(to_result(called).into()),
            // Dropping the call ends the command that it runs.
            () = context.ct.cancelled() => Ok(to_result(Err("the request was cancelled".to_owned())).into()),
        }
    }

    // A known request whose parameters have another form arrives here, too.
    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        let method = &request.method;
        if KNOWN.contains(&method.as_str()) {
            let message = format!("the parameters of `{method}` do not have the form that the protocol gives them");
            return Err(ErrorData::invalid_params(message, None));
        }
        Err(ErrorData::new(ErrorCode::METHOD_NOT_FOUND, format!("there is no request `{method}`"), None))
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(ListResourcesResult::with_all_items(resources::resources(&self.folder)))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(ListResourceTemplatesResult::with_all_items(resources::templates()))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        match resources::read(&self.folder, &request.uri) {
            Ok(contents) => Ok(ReadResourceResult::new(vec![contents]).into()),
            Err(message) => Err(ErrorData::resource_not_found(message, None)),
        }
    }
}
