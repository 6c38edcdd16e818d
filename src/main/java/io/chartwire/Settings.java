package io.chartwire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hub's settings: what the command line gives, else the environment, else {@code application.properties}.
 *
 * <p>A property {@code chartwire.http.port} is {@code CHARTWIRE_HTTP_PORT} in the environment. Without a folder
 * {@code routes} in the working directory, the routes are those of {@code chartwire.home}, where Chartwire is installed.
 */
public record Settings(Properties properties) {
    private static final Pattern DURATION = Pattern.compile("(?<count>[1-9]\\d{0,5})(?<unit>[smhd])");
    private static final Map<String, ChronoUnit> UNITS =
            Map.of("s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS, "d", ChronoUnit.DAYS);

    /** Reads the settings; {@code overrides} are properties given on the command line. */
    public static Settings load(Map<String, String> overrides) {
        Properties properties = new Properties();
        try (InputStream defaults = Settings.class.getResourceAsStream("/application.properties")) {
            properties.load(defaults);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String home = System.getProperty("chartwire.home");
        if (home != null && !Files.isDirectory(Path.of(properties.getProperty("chartwire.routes")))) {
            properties.setProperty("chartwire.routes", Path.of(home, "routes").toString());
        }
        for (String name : properties.stringPropertyNames()) {
            String mirrored = System.getenv(
                    name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
            if (mirrored != null && name.startsWith("chartwire.")) {
                properties.setProperty(name, mirrored);
            }
        }
        overrides.forEach(properties::setProperty);
        return new Settings(properties);
    }

    public String text(String name) {
        return optional(name).orElseThrow(() -> new IllegalArgumentException(name + " is not set"));
    }

    public Optional<String> optional(String name) {
        return Optional.ofNullable(properties.getProperty(name))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    public int number(String name) {
        String value = text(name);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a whole number, not \"" + value + "\"", e);
        }
    }

    /** A length of time such as {@code 7d}, {@code 12h}, {@code 10m} or {@code 30s}; nothing when it is not set. */
    public Optional<Duration> duration(String name) {
        return optional(name).map(value -> {
            Matcher parts = DURATION.matcher(value);
            if (!parts.matches()) {
                throw new IllegalArgumentException(name + " must be a time such as 7d or 12h, not \"" + value + "\"");
            }
            return UNITS.get(parts.group("unit")).getDuration().multipliedBy(Long.parseLong(parts.group("count")));
        });
    }

    public boolean enabled(String name) {
        return Boolean.parseBoolean(text(name));
    }

    /** The folder with the embedded database and the development signing key. */
    public Path data() {
        return Path.of(text("chartwire.data")).toAbsolutePath().normalize();
    }

    /** The folder that an integration engineer edits. */
    public Path routes() {
        return Path.of(text("chartwire.routes")).toAbsolutePath().normalize();
    }
}
