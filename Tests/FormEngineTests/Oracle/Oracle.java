import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.IFormElement;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.reference.PrefixedRootFactory;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.form.api.FormEntryCaption;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.test.Scenario;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xpath.XPathNodeset;
import org.javarosa.xpath.XPathParseTool;
import org.javarosa.xpath.expr.XPathExpression;
import org.javarosa.xpath.expr.XPathFuncExpr;

/**
 * Asks JavaRosa. Each line of standard input names a job: `eval FORM EXPRESSIONS RESULTS` answers expressions,
 * `fill FORM SCRIPT RESULTS` follows a filling script and tells after each step what has changed.
 */
public class Oracle {
    static PrintStream out;
    static Scenario scenario;
    static Set<String> asked;
    static Map<String, String> state;
    static File folder;

    public static void main(String[] args) throws Exception {
        ReferenceManager.instance().addReferenceFactory(new Files_());
        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        String job;
        while ((job = jobs.readLine()) != null) {
            String[] parts = job.split(" ");
            folder = new File(parts[1]).getAbsoluteFile().getParentFile();
            out = new PrintStream(new File(parts[3]), "UTF-8");
            run(parts[0], new File(parts[1]), new File(parts[2]));
            out.close();
        }
        System.exit(0);
    }

    /** Finds `jr://file/x.xml` and `jr://file-csv/x.csv` beside the form. */
    static class Files_ extends PrefixedRootFactory {
        Files_() { super(new String[] {"file/", "file-csv/", "images/", "audio/", "video/"}); }

        @Override protected Reference factory(String terminal, String uri) {
            String name = uri.substring(uri.lastIndexOf('/') + 1);
            return new Reference() {
                public boolean doesBinaryExist() { return new File(folder, name).exists(); }
                public InputStream getStream() throws java.io.IOException { return Files.newInputStream(new File(folder, name).toPath()); }
                public String getURI() { return uri; }
                public String getLocalURI() { return new File(folder, name).getPath(); }
                public boolean isReadOnly() { return true; }
                public java.io.OutputStream getOutputStream() { throw new UnsupportedOperationException(); }
                public void remove() { }
                public Reference[] probeAlternativeReferences() { return new Reference[0]; }
            };
        }
    }

    static void run(String mode, File form, File input) throws Exception {
        try {
            scenario = Scenario.init(form);
        } catch (Throwable error) {
            out.println("refused");
            System.err.println(form.getName() + " refused: " + error);
            return;
        }
        boolean fills = mode.equals("fill");
        asked = new HashSet<>();
        state = new LinkedHashMap<>();
        if (fills) {
            collect(scenario.getFormDef());
            out.println("begin\t" + changes());
        }
        for (String line : Files.readAllLines(input.toPath())) {
            if (line.isEmpty() || line.startsWith("#")) {
                if (!fills) out.println(line);
                continue;
            }
            out.println(line + "\t" + (fills ? step(line.split("\t", -1)) : eval(line)));
        }
    }

    static void collect(IFormElement element) {
        if (element instanceof QuestionDef) {
            asked.add(((TreeReference) element.getBind().getReference()).toString(false));
        }
        if (element.getChildren() != null) for (IFormElement child : element.getChildren()) collect(child);
    }

    /** `expression` or `expression @ /context/path`; answers type, tab, value. */
    static String eval(String line) {
        try {
            EvaluationContext context = scenario.getFormDef().getEvaluationContext();
            int cut = line.lastIndexOf(" @ ");
            String source = cut < 0 ? line : line.substring(0, cut);
            if (cut >= 0) context = new EvaluationContext(context, ref(line.substring(cut + 3)));
            XPathExpression expression = XPathParseTool.parseXPath(source);
            Object value = expression.eval(scenario.getFormDef().getMainInstance(), context);
            if (value instanceof XPathNodeset) {
                Object[] values = ((XPathNodeset) value).toArgList();
                StringBuilder text = new StringBuilder();
                for (Object one : values) text.append(text.length() == 0 ? "" : " ").append(XPathFuncExpr.toString(one));
                return "nodeset\t" + text;
            }
            String type = value instanceof Boolean ? "boolean" : value instanceof Double ? "number" : "string";
            return type + "\t" + line(XPathFuncExpr.toString(value));
        } catch (Throwable error) {
            return "error\t";
        }
    }

    static String line(String text) {
        return text == null ? "" : text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    }

    static TreeReference ref(String path) {
        TreeReference ref = TreeReference.rootRef();
        for (String part : path.substring(1).split("/")) {
            int open = part.indexOf('[');
            int row = open < 0 ? 0 : Integer.parseInt(part.substring(open + 1, part.length() - 1)) - 1;
            ref.add(open < 0 ? part : part.substring(0, open), row);
        }
        return ref;
    }

    static String step(String[] command) {
        try {
            switch (command[0]) {
                case "set": return set(command[1], command[2]) + "\t" + changes();
                case "add": scenario.createNewRepeat(placed(command[1])); return "OK\t" + changes();
                case "remove": scenario.removeRepeat(command[1]); return "OK\t" + changes();
                case "language": scenario.setLanguage(command[1]); return "OK\t" + changes();
                case "get": return line(text(node(command[1])));
                case "relevant": return String.valueOf(node(command[1]).isRelevant());
                case "required": return String.valueOf(node(command[1]).isRequired());
                case "choices": return choices(command[1]);
                case "label": return line(caption(command[1]).getQuestionText());
                case "guidance": return line(guidance((FormEntryPrompt) caption(command[1])));
                case "form": return line(caption(command[1]).getSpecialFormQuestionText(command[2]));
                case "hint": return line(((FormEntryPrompt) caption(command[1])).getHelpText());
                case "rows": return String.valueOf(scenario.countRepeatInstancesOf(command[1]));
                case "valid": return String.valueOf(scenario.getValidationOutcome() == null);
                case "eval": return eval(command[1]);
                case "submission": return submission();
                default: return "unknown command";
            }
        } catch (Throwable error) {
            if (System.getenv("ORACLE_TRACE") != null) error.printStackTrace();
            return "error\t" + changes();
        }
    }

    // What has changed in the instance since the last step: `path=value`, `!` after the path of a required
    // question, `~` after that of a read-only one; `path=-` for what is not relevant or gone.

    static String changes() {
        // Rows that a form counts itself come up as one walks through the form.
        scenario.jumpToBeginningOfForm();
        while (!scenario.atTheEndOfForm()) {
            // A screen lists the choices of what it shows; JavaRosa then drops answers that are none of them.
            if (scenario.atQuestion() && scenario.getQuestionAtIndex().getDynamicChoices() != null) {
                scenario.getFormEntryPromptAtIndex().getSelectChoices();
            }
            scenario.next();
        }
        Map<String, String> now = new LinkedHashMap<>();
        TreeElement root = scenario.getFormDef().getMainInstance().getRoot();
        walk(root, "", "", now);
        List<String> told = new ArrayList<>();
        for (Map.Entry<String, String> entry : now.entrySet()) {
            if (!entry.getValue().equals(state.get(entry.getKey()))) told.add(entry.getKey() + entry.getValue());
        }
        for (String path : state.keySet()) if (!now.containsKey(path)) told.add(path + "=-");
        state = now;
        return String.join(" | ", told);
    }

    static void walk(TreeElement element, String path, String generic, Map<String, String> now) {
        if (!element.isRelevant()) return;
        for (int index = 0; index < element.getNumChildren(); index++) {
            TreeElement child = element.getChildAt(index);
            if (child.getMult() == TreeReference.INDEX_TEMPLATE || child.getName().equals("meta")) continue;
            String name = path + (path.isEmpty() ? "" : "/") + child.getName();
            String plain = generic + "/" + child.getName();
            if (child.isRepeatable()) name += "[" + (child.getMult() + 1) + "]";
            if (child.isRelevant() && (child.isLeaf() || child.getNumChildren() == 0) && !child.isRepeatable()) {
                boolean isAsked = asked.contains("/" + scenario.getFormDef().getMainInstance().getRoot().getName() + plain);
                String flags = isAsked ? (child.isRequired() ? "!" : "") + (child.isEnabled() ? "" : "~") : "";
                now.put(name, flags + "=" + line(text(child)));
            } else {
                walk(child, name, plain, now);
            }
        }
    }

    static String choices(String path) {
        FormEntryPrompt prompt = (FormEntryPrompt) caption(path);
        return scenario.choicesOf(path).stream()
            .map(choice -> choice.getValue() + "=" + line(prompt.getSelectChoiceText(choice)))
            .collect(Collectors.joining(" | "));
    }

    static String guidance(FormEntryPrompt prompt) {
        return prompt.getSpecialFormQuestionText(prompt.getQuestion().getHelpTextID(), "guidance");
    }

    static FormEntryCaption caption(String path) {
        FormIndex index = scenario.indexOf(path);
        IFormElement element = scenario.getFormDef().getChild(index);
        return element instanceof QuestionDef
            ? new FormEntryPrompt(scenario.getFormDef(), index) : new FormEntryCaption(scenario.getFormDef(), index);
    }

    /** The submission as nested `name(…)` and `name=value`, without attributes and without `meta`. */
    static String submission() throws Exception {
        scenario.finalizeInstance();
        byte[] xml = new XFormSerializingVisitor().serializeInstance(scenario.getFormDef().getInstance());
        org.w3c.dom.Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml));
        return plain(document.getDocumentElement());
    }

    static String plain(org.w3c.dom.Element element) {
        List<String> children = new ArrayList<>();
        for (org.w3c.dom.Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof org.w3c.dom.Element && !child.getNodeName().endsWith("meta")) children.add(plain((org.w3c.dom.Element) child));
        }
        if (!children.isEmpty()) return element.getNodeName() + "(" + String.join(" ", children) + ")";
        return element.getNodeName() + "=" + line(element.getTextContent());
    }

    /** The path of a repeat with a row number at every ancestor, as Scenario wants it. */
    static String placed(String path) {
        String[] parts = path.substring(1).split("/");
        StringBuilder text = new StringBuilder("/" + parts[0]);
        for (int index = 1; index < parts.length; index++) {
            boolean isOpen = index < parts.length - 1 && !parts[index].endsWith("]");
            text.append("/").append(parts[index]).append(isOpen ? "[1]" : "");
        }
        return text.toString();
    }

    static TreeElement node(String path) {
        return scenario.getFormDef().getMainInstance().resolveReference(ref(path));
    }

    static String text(TreeElement node) {
        IAnswerData value = node.getValue();
        return value == null ? "" : value.uncast().getString();
    }

    static String set(String path, String text) {
        FormIndex index = scenario.indexOf(path);
        TreeElement node = node(path);
        QuestionDef question = (QuestionDef) scenario.getFormDef().getChild(index);
        IAnswerData data = text.isEmpty() ? null
            : XFormAnswerDataParser.getAnswerData(text, node.getDataType(), question);
        if (!node.isRelevant()) return "irrelevant";
        // A screen offers the choices that pass the filter now, and no others.
        if (data != null && question.getDynamicChoices() != null) {
            List<String> offered = scenario.choicesOf(path).stream().map(SelectChoice::getValue).collect(Collectors.toList());
            if (!offered.containsAll(List.of(text.split(" ")))) return "type";
        }
        FormEntryPrompt prompt = new FormEntryPrompt(scenario.getFormDef(), index);
        int status = scenario.getFormEntryController().answerQuestion(index, data, true);
        switch (status) {
            case FormEntryController.ANSWER_OK: return "OK";
            case FormEntryController.ANSWER_REQUIRED_BUT_EMPTY: return "required";
            default:
                String message = prompt.getConstraintText(data);
                return message == null || message.isEmpty() ? "constraint" : "constraint: " + line(message);
        }
    }
}
