package io.chartwire.route;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Route files as Camel's YAML DSL reads them: what they share goes into the context as a file is read, their routes one by one as
 * they are asked for.
 */
final class CamelFiles {
    private final CamelContext context;
    private final Model model;
    private final Map<String, RouteDefinition> routes = new LinkedHashMap<>();
    private final Map<String, TemplatedRouteDefinition> templated = new LinkedHashMap<>();

    CamelFiles(CamelContext context) {
        this.context = context;
        this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    /** Reads a file; its templates, configurations and beans take the place of those of the same name. */
    void read(RouteFile file) throws Exception {
        Resource resource = ResourceHelper.fromBytes("file:" + file.path(), file.content());
        for (RoutesBuilder found : PluginHelper.getRoutesLoader(context).findRoutesBuilders(resource)) {
            RouteBuilder builder = (RouteBuilder) found;
            if (found instanceof RouteConfigurationsBuilder configurations) {
                configurations.updateRouteConfigurationsToCamelContext(context);
            }
            builder.configureRoutes(context);
            for (RouteTemplateDefinition template :
                    builder.getRouteTemplateCollection().getRouteTemplates()) {
                removeTemplate(template.getId());
            }
            builder.prepareModel(context);
            builder.getRouteCollection().getRoutes().forEach(route -> routes.put(route.getRouteId(), route));
            builder.getTemplatedRouteCollection().setCamelContext(context);
            builder.getTemplatedRouteCollection()
                    .getTemplatedRoutes()
                    .forEach(route -> templated.put(route.getRouteId(), route));
        }
    }

    /** The ids of the routes that were read. */
    Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>(routes.keySet());
        ids.addAll(templated.keySet());
        return ids;
    }

    /** Adds a route that was read, and starts it in a context that runs. */
    void add(String id) throws Exception {
        if (routes.containsKey(id)) {
            ((ModelCamelContext) context).addRouteDefinition(routes.get(id));
        } else {
            model.addRouteFromTemplatedRoute(templated.get(id));
        }
    }

    void removeTemplate(String id) throws Exception {
        RouteTemplateDefinition template = model.getRouteTemplateDefinition(id);
        if (template != null) {
            model.removeRouteTemplateDefinition(template);
        }
    }

    void removeConfiguration(String id) throws Exception {
        RouteConfigurationDefinition configuration = model.getRouteConfigurationDefinition(id);
        if (configuration != null) {
            model.removeRouteConfiguration(configuration);
        }
    }
}
