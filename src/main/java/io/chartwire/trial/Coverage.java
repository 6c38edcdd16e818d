package io.chartwire.trial;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Counts how often each node of the event routes ran. A branch that does nothing counts too: a filter that did not hold, a choice
 * of which nothing was chosen.
 */
final class Coverage implements InterceptStrategy {
    private final Map<NamedNode, LongAdder> runs = Collections.synchronizedMap(new IdentityHashMap<>());

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode node, Processor target, Processor nextTarget) {
        LongAdder count = runs.computeIfAbsent(node, it -> new LongAdder());
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                count.increment();
                return super.process(exchange, callback);
            }
        };
    }

    /** Reports on the routes that take in changes and those that they call. */
    CoverageReport report(CamelContext context, String entry) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        Map<String, Boolean> ran = new LinkedHashMap<>();
        Deque<RouteDefinition> open = new ArrayDeque<>();
        model.getRouteDefinitions().stream()
                .filter(route -> route.getRouteId().endsWith(entry))
                .forEach(open::add);
        List<RouteDefinition> seen = new ArrayList<>(open);
        while (!open.isEmpty()) {
            RouteDefinition route = open.poll();
            for (ProcessorDefinition<?> node : nodes(route.getOutputs())) {
                note(route.getRouteId(), node, ran);
                if (node instanceof ToDefinition to && to.getUri().startsWith("direct:")) {
                    RouteDefinition called =
                            model.getRouteDefinition(to.getUri().substring("direct:".length()));
                    if (called != null && !seen.contains(called)) {
                        seen.add(called);
                        open.add(called);
                    }
                }
            }
        }
        return new CoverageReport(
                ran.size(),
                ran.entrySet().stream()
                        .filter(it -> !it.getValue())
                        .map(Map.Entry::getKey)
                        .toList());
    }

    private void note(String route, ProcessorDefinition<?> node, Map<String, Boolean> ran) {
        if (!runs.containsKey(node)) {
            return;
        }
        String name = route + ": " + node.getId();
        long count = count(node);
        ran.put(name, count > 0);
        if (node instanceof FilterDefinition filter) {
            ran.put(name + ", not held", count > first(filter.getOutputs()));
        } else if (node instanceof ChoiceDefinition choice && choice.getOtherwise() == null) {
            long chosen = choice.getWhenClauses().stream()
                    .mapToLong(when -> first(when.getOutputs()))
                    .sum();
            ran.put(name + ", none chosen", count > chosen);
        }
    }

    private long first(List<ProcessorDefinition<?>> outputs) {
        return outputs.isEmpty() ? 0 : count(outputs.get(0));
    }

    private long count(ProcessorDefinition<?> node) {
        LongAdder count = runs.get(node);
        return count == null ? 0 : count.sum();
    }

    private static List<ProcessorDefinition<?>> nodes(List<ProcessorDefinition<?>> outputs) {
        List<ProcessorDefinition<?>> nodes = new ArrayList<>();
        for (ProcessorDefinition<?> node : outputs) {
            nodes.add(node);
            nodes.addAll(nodes(node.getOutputs()));
        }
        return nodes;
    }
}
