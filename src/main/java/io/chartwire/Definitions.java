package io.chartwire;

import io.chartwire.hl7.PathologyMapping;
import io.chartwire.identity.Audiences;
import io.chartwire.intake.Senders;
import io.chartwire.rest.Contract;
import io.chartwire.rest.Transitions;
import java.io.IOException;
import java.nio.file.Path;

/** What stands beside the routes as data, read together so that a request never sees half of a change. */
record Definitions(
        Contract contract, Audiences audiences, Transitions transitions, Senders senders, PathologyMapping pathology) {

    static Definitions read(Path routes) throws IOException {
        return new Definitions(
                Contract.read(routes.resolve("openapi.yaml")),
                Audiences.read(routes.resolve("audiences.yaml")),
                Transitions.read(routes.resolve("transitions.yaml")),
                Senders.read(routes.resolve("hl7/senders.yaml")),
                PathologyMapping.load(routes.resolve("hl7/pathology-mapping.yaml")));
    }
}
