// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The drawing in ARCHITECTURE.md is true: an arrow means "knows", and what is known below is known above. */
class DrawingTest {
    private static final Pattern ARROW = Pattern.compile("(?m)^\\s*(\\w+)(?:\\[.*?])? --> (\\w+)(?:\\[.*?])?\\s*$");

    @Test
    void everyArrowOfTheCodeIsInTheDrawing() {
        var drawn = reach(drawing());
        var missing = new ArrayList<String>();
        Rooms.arrows()
                .forEach((from, known) -> known.stream()
                        .filter(to -> !from.equals("main")
                                && !drawn.getOrDefault(from, Set.of()).contains(to))
                        .forEach(to -> missing.add(from + " --> " + to)));

        assertThat(missing)
                .as("Remedy: turn the arrow round with an interface, or draw it in ARCHITECTURE.md if it is right")
                .isEmpty();
    }

    @Test
    void everyRoomOfTheDrawingHasCodeAndEveryRoomIsDrawn() {
        var rooms = Rooms.HOUSE_CLASSES.stream()
                .map(Rooms::of)
                .filter(room -> !room.equals("main"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(drawn())
                .as("Remedy: draw the rooms that exist, and no others")
                .isEqualTo(rooms);
    }

    @Test
    void theDrawingKeepsToTheRules() {
        assertThat(drawing())
                .as("Remedy: ask Rooms.MAY_KNOW")
                .allSatisfy((from, known) -> assertThat(Rooms.MAY_KNOW)
                        .containsKey(from)
                        .extractingByKey(from)
                        .satisfies(allowed -> assertThat(allowed).containsAll(known)));
    }

    private static Map<String, Set<String>> drawing() {
        var arrows = new TreeMap<String, Set<String>>();
        ARROW.matcher(rooms())
                .results()
                .forEach(arrow -> arrows.computeIfAbsent(arrow.group(1), room -> new TreeSet<>())
                        .add(arrow.group(2)));
        return arrows;
    }

    private static Set<String> drawn() {
        return Pattern.compile("\\b(\\w+)\\[")
                .matcher(rooms())
                .results()
                .map(room -> room.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The first Mermaid drawing of the page. */
    private static String rooms() {
        var page = Tree.read(Path.of("ARCHITECTURE.md"));
        var start = page.indexOf("```mermaid");
        return page.substring(start, page.indexOf("\n```", start));
    }

    private static Map<String, Set<String>> reach(Map<String, Set<String>> arrows) {
        var reach = new TreeMap<String, Set<String>>();
        arrows.keySet().forEach(from -> reach.put(from, below(from, arrows, new TreeSet<>())));
        return reach;
    }

    private static Set<String> below(String from, Map<String, Set<String>> arrows, Set<String> found) {
        for (var to : arrows.getOrDefault(from, Set.of())) {
            if (found.add(to)) {
                below(to, arrows, found);
            }
        }
        return found;
    }
}
