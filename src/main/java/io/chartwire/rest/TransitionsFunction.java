package io.chartwire.rest;

import java.util.function.Supplier;
import org.apache.camel.spi.PropertiesFunction;

/** Lets a route name a resource's transitions: {@code {{transitions:claims}}} is their JSON. */
public final class TransitionsFunction implements PropertiesFunction {
    private final Supplier<Transitions> transitions;

    public TransitionsFunction(Supplier<Transitions> transitions) {
        this.transitions = transitions;
    }

    @Override
    public String getName() {
        return "transitions";
    }

    @Override
    public String apply(String resource) {
        return transitions.get().of(resource);
    }

    @Override
    public boolean optional(String resource) {
        return false;
    }
}
