// Asks Event Ruler, the matcher that AWS has published, of patterns and events: a line each, in turn. Prints a
// line for each pair: true, false, or why the pattern is refused.

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import software.amazon.event.ruler.Machine;

public class Ruler {
    public static void main(String[] arguments) throws Exception {
        List<String> lines = Files.readAllLines(Path.of(arguments[0]));
        for (int at = 0; at + 1 < lines.size(); at += 2) {
            System.out.println(answer(lines.get(at), lines.get(at + 1)));
        }
    }

    private static String answer(String pattern, String event) {
        try {
            Machine machine = new Machine();
            machine.addRule("it", pattern);
            return String.valueOf(!machine.rulesForJSONEvent(event).isEmpty());
        } catch (Exception error) {
            return "refused: " + String.valueOf(error.getMessage()).lines().findFirst().orElse("");
        }
    }
}
