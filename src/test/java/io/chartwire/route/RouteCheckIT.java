package io.chartwire.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.Settings;
import io.chartwire.StepObjects;
import io.chartwire.database.Database;
import io.chartwire.testing.RunningHub;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a set is told with its file, its line and a sentence. */
class RouteCheckIT {
    private static final Path SHIPPED = Path.of("routes");
    private static final RouteCheck CHECK =
            new RouteCheck(StepObjects.unconnected(), Settings.load(Map.of()).properties());

    static BadEdit[] mistakes() {
        return BadEdit.all(SHIPPED);
    }

    @Test
    void finds_nothing_wrong_with_the_shipped_routes() throws IOException, SQLException {
        assertThat(problems(RouteSet.read(SHIPPED))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void tells_file_line_and_sentence_of(BadEdit mistake) throws IOException, SQLException {
        List<Problem> problems = problems(edited(mistake));

        assertThat(problems)
                .extracting(Problem::toString)
                .anySatisfy(it -> assertThat(it).startsWith(mistake.told()).contains(mistake.words()));
    }

    private static List<Problem> problems(RouteSet set) throws IOException, SQLException {
        List<Problem> problems = new ArrayList<>(CHECK.problems(set));
        if (problems.isEmpty()) {
            Database database = RunningHub.shared().hub().database();
            problems.addAll(new DatabaseCheck(new OwnTables(database::extend), database.pool()).problems(set));
        }
        return problems;
    }

    private static RouteSet edited(BadEdit mistake) throws IOException {
        Map<String, RouteFile> files = new TreeMap<>();
        RouteSet.read(SHIPPED).files().forEach(file -> files.put(file.path(), file));
        mistake.files().forEach((path, content) -> {
            if (content == null) {
                files.remove(path);
            } else {
                files.put(path, new RouteFile(path, content));
            }
        });
        return RouteSet.of(files.values());
    }
}
