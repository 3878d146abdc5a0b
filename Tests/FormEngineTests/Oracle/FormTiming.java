import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormUtils;

/** Times JavaRosa: `form.xml answers.tsv rounds` prints milliseconds of each round and the values. */
public class FormTiming {
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        System.setOut(new PrintStream(System.err));
        byte[] form = Files.readAllBytes(Path.of(args[0]));
        List<String[]> answers = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(args[1]))) answers.add(line.split("\t", -1));
        int rounds = Integer.parseInt(args[2]);
        long before = System.nanoTime();
        new XFormsModule().registerModule();
        PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        StringJoiner load = new StringJoiner(","), change = new StringJoiner(",");
        FormDef last = null;
        for (int round = 0; round < rounds; round++) {
            if (round > 0) before = System.nanoTime();
            try (InputStream stream = new ByteArrayInputStream(form)) {
                last = XFormUtils.getFormFromInputStream(stream);
            }
            last.initialize(true, new InstanceInitializationFactory());
            long loaded = System.nanoTime();
            for (String[] answer : answers) {
                TreeReference reference = reference(answer[0]);
                TreeElement node = last.getMainInstance().resolveReference(reference);
                IAnswerData data = XFormAnswerDataParser.getAnswerData(answer[2], type(answer[1]));
                last.setValue(data, reference, node, true);
            }
            long changed = System.nanoTime();
            load.add(String.valueOf((loaded - before) / 1e6));
            change.add(String.valueOf((changed - loaded) / 1e6));
        }
        StringJoiner values = new StringJoiner(",");
        collect(last.getMainInstance().getRoot(), "/data", values);
        out.println("{\"load\":[" + load + "],\"change\":[" + change + "],\"values\":{" + values + "}}");
    }

    static TreeReference reference(String path) {
        TreeReference reference = TreeReference.rootRef();
        for (String part : path.substring(1).split("/")) reference.add(part, 0);
        return reference;
    }

    static int type(String name) {
        switch (name) {
            case "int": return Constants.DATATYPE_INTEGER;
            case "decimal": return Constants.DATATYPE_DECIMAL;
            case "date": return Constants.DATATYPE_DATE;
            default: return Constants.DATATYPE_TEXT;
        }
    }

    /** What would be submitted: relevant leaves with a value. */
    static void collect(TreeElement element, String path, StringJoiner values) {
        for (int index = 0; index < element.getNumChildren(); index++) {
            TreeElement child = element.getChildAt(index);
            if (!child.isRelevant()) continue;
            String own = path + "/" + child.getName();
            if (child.getNumChildren() > 0) collect(child, own, values);
            if (child.getValue() == null) continue;
            values.add("\"" + own + "\":\"" + child.getValue().uncast().getString() + "\"");
        }
    }
}
