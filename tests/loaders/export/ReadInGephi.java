import java.io.File;
import org.gephi.graph.api.Column;
import org.gephi.graph.api.Edge;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.GraphModel;
import org.gephi.graph.api.Node;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.project.api.ProjectController;
import org.gephi.project.api.Workspace;
import org.openide.util.Lookup;

/** Opens a file as Gephi does; prints what it has to say about it and what it holds then, a fact a line. */
class ReadInGephi {
    public static void main(String[] arguments) throws Exception {
        ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
        projects.newProject();
        Workspace workspace = projects.getCurrentWorkspace();
        ImportController importer = Lookup.getDefault().lookup(ImportController.class);
        Container container = importer.importFile(new File(arguments[0]));
        importer.process(container, new DefaultProcessor(), workspace);
        container.getReport().getIssues(1000).forEachRemaining(
            issue -> say("issue", issue.getLevel(), issue.getMessage()));
        GraphModel model = Lookup.getDefault().lookup(GraphController.class).getGraphModel(workspace);
        for (Column column : model.getNodeTable()) {
            say("node column", column.getTitle(), column.getTypeClass().getSimpleName());
        }
        for (Column column : model.getEdgeTable()) {
            say("edge column", column.getTitle(), column.getTypeClass().getSimpleName());
        }
        for (Node node : model.getGraph().getNodes().toArray()) {
            say("node", node.getId(), node.getLabel(), String.format("#%06x", node.getRGBA() & 0xffffff));
        }
        for (Edge edge : model.getGraph().getEdges().toArray()) {
            say("edge", edge.getSource().getId(), edge.getLabel(), edge.getTarget().getId(), edge.getWeight());
        }
    }

    private static void say(Object... parts) {
        StringBuilder line = new StringBuilder();
        for (Object part : parts) {
            line.append(line.length() == 0 ? "" : "\t").append(part);
        }
        System.out.println(line.toString().replace("\n", "\\n").replace("\r", "\\r"));
    }
}
