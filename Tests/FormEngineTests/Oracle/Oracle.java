import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Date;
import java.util.stream.Collectors;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.test.Scenario;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xpath.XPathNodeset;
import org.javarosa.xpath.XPathParseTool;
import org.javarosa.xpath.expr.XPathExpression;
import org.javarosa.xpath.expr.XPathFuncExpr;

/** Asks JavaRosa: `eval form.xml` answers expressions, `fill form.xml` follows a filling script. */
public class Oracle {
    static PrintStream out;
    static Scenario scenario;

    public static void main(String[] args) throws Exception {
        out = new PrintStream(System.out, true, "UTF-8");
        scenario = Scenario.init(new File(args[1]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        String line;
        while ((line = in.readLine()) != null) {
            if (line.isEmpty() || line.startsWith("#")) {
                out.println(line);
                continue;
            }
            out.println(line + "\t" + (args[0].equals("eval") ? eval(line) : step(line.split("\t", -1))));
        }
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
            String text = XPathFuncExpr.toString(value).replace("\n", "\\n");
            return type + "\t" + text;
        } catch (Throwable error) {
            return "error\t";
        }
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
            FormDef form = scenario.getFormDef();
            switch (command[0]) {
                case "set": return set(command[1], command[2]);
                case "add": scenario.createNewRepeat(command[1]); return "OK";
                case "remove": scenario.removeRepeat(command[1]); return "OK";
                case "get": return text(node(command[1]));
                case "relevant": return String.valueOf(node(command[1]).isRelevant());
                case "required": return String.valueOf(node(command[1]).isRequired());
                case "choices":
                    return scenario.choicesOf(command[1]).stream().map(SelectChoice::getValue)
                        .collect(Collectors.joining(" "));
                case "rows": return String.valueOf(scenario.countRepeatInstancesOf(command[1]));
                case "valid": return String.valueOf(scenario.getValidationOutcome() == null);
                default: return "unknown command";
            }
        } catch (Throwable error) {
            return "error";
        }
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
        int status = scenario.getFormEntryController().answerQuestion(index, data, true);
        switch (status) {
            case FormEntryController.ANSWER_OK: return "OK";
            case FormEntryController.ANSWER_REQUIRED_BUT_EMPTY: return "required";
            default: return "constraint";
        }
    }
}
