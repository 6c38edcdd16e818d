package io.chartwire.cli;

import io.chartwire.Settings;
import io.chartwire.route.RouteHistory;
import io.chartwire.route.RouteHistory.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The folders of a hub that commands about its routes look into. */
final class HubFolders {
    @Option(names = "--data", paramLabel = "DIR", description = "The hub's data folder.")
    private String data;

    @Option(names = "--routes", paramLabel = "DIR", description = "Folder of the routes.")
    private String routes;

    Path routes() {
        return settings().routes();
    }

    RouteHistory history() {
        return new RouteHistory(settings().data());
    }

    /**
     * The version whose hash begins with these digits.
     *
     * @throws IllegalArgumentException when there is none
     */
    Version version(String digits) throws IOException {
        return history()
                .find(digits)
                .orElseThrow(
                        () -> new IllegalArgumentException("No hub with this data folder has run routes of the version "
                                + digits + "; see chartwire routes history"));
    }

    private Settings settings() {
        Map<String, String> overrides = new HashMap<>();
        if (data != null) {
            overrides.put("chartwire.data", data);
        }
        if (routes != null) {
            overrides.put("chartwire.routes", routes);
        }
        return Settings.load(overrides);
    }
}
