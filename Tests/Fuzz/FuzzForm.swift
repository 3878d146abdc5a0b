import FormEngine

/// Small forms that have one of everything, and the narrow limits they are tried under, so that a
/// run takes microseconds.
enum FuzzForm {
  static let environment = FormEnvironment(now: 1_795_230_000_000, seed: 7)

  static let limits: FormLimits = {
    var limits = FormLimits()
    limits.rows = 20
    limits.instanceNodes = 500
    limits.patternSteps = 10_000
    limits.answerCharacters = 1_000
    return limits
  }()

  static var all: [String] { [rows, choices, texts] }

  static let rows = form(
    "<n>3</n><r><v>1</v><t/></r><r><v>2</v><t/></r><k>a b</k><d>2024-02-29</d><g><x>1.5</x></g>",
    """
    <bind nodeset="/data/n" type="int"/><bind nodeset="/data/r/v" type="int" constraint=". &lt; 9"/>
    <bind nodeset="/data/r/t" calculate="../v * 2 + position(..)"/>
    <bind nodeset="/data/d" type="date"/><bind nodeset="/data/g" relevant="/data/n &gt; 1"/>
    <bind nodeset="/data/g/x" type="decimal" required="true()"/>
    """,
    """
    <input ref="/data/n"><label>n</label></input><group ref="/data/r"><repeat nodeset="/data/r">
    <input ref="/data/r/v"><label>v <output value="../t"/></label></input></repeat></group>
    """)

  static let choices = form(
    "<p/><c/><s/>",
    """
    <instance id="l"><root><item><name>a</name><label>A</label><p>1</p></item>
    <item><name>b</name><label>B</label><p>2</p></item></root></instance>
    """,
    """
    <select1 ref="/data/c"><itemset nodeset="instance('l')/root/item[p=/data/p]"><value ref="name"/>
    <label ref="label"/></itemset></select1><select ref="/data/s"><label>s</label>
    <item><label>X</label><value>x</value></item></select>
    """)

  static let texts = form(
    "<a jr:preload=\"uid\"/><r jr:template=\"\"><b/></r>",
    """
    <itext><translation lang="vi" default="true()"><text id="t"><value>T</value>
    <value form="image">jr://images/x.png</value></text></translation></itext>
    <bind nodeset="/data/a" jr:constraintMsg="jr:itext('t')" constraint="regex(., '[a-z]+')"/>
    <setvalue event="odk-instance-first-load" ref="/data/a" value="concat('x', 1)"/>
    """,
    """
    <input ref="/data/a"><label ref="jr:itext('t')"/></input>
    <repeat nodeset="/data/r" jr:count="2"><input ref="/data/r/b"/></repeat>
    """)

  private static func form(_ instance: String, _ model: String, _ body: String) -> String {
    """
    <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" \
    xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>F</h:title><model><instance>\
    <data id="f">\(instance)</data></instance>\(model)</model></h:head><h:body>\(body)</h:body></h:html>
    """
  }
}
