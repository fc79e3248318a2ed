// One function an element, named as in HTML: `p(.class("meta")) { "Soonest first" }`.

private func element(_ name: StaticString, _ attributes: [Attribute], _ contents: Markup) -> Markup {
    var element = void(name, attributes, room: contents.shortLength + name.utf8CodeUnitCount + 3)
    element.append(contents)
    element.append(escaped: "</")
    element.append(escaped: name)
    element.append(escaped: ">")
    return element
}

/// - Parameter room: How many bytes are going to follow.
private func void(_ name: StaticString, _ attributes: [Attribute], room: Int = 0) -> Markup {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(name.utf8CodeUnitCount + 2 + attributes.count * 40 + room)
    bytes.append(UInt8(ascii: "<"))
    bytes.append(name)
    for attribute in attributes { attribute.write(to: &bytes) }
    bytes.append(UInt8(ascii: ">"))
    return Markup(escaped: bytes)
}

// MARK: The document

package func head(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("head", attributes, contents())
}
package func body(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("body", attributes, contents())
}
package func title(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("title", attributes, contents())
}

// MARK: Landmarks and blocks

package func header(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("header", attributes, contents())
}
package func footer(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("footer", attributes, contents())
}
package func nav(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("nav", attributes, contents())
}
package func main(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("main", attributes, contents())
}
package func section(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("section", attributes, contents())
}
package func article(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("article", attributes, contents())
}
package func aside(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("aside", attributes, contents())
}
package func div(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("div", attributes, contents())
}
package func p(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("p", attributes, contents())
}
package func h1(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("h1", attributes, contents())
}
package func h2(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("h2", attributes, contents())
}
package func h3(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("h3", attributes, contents())
}
package func h4(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("h4", attributes, contents())
}
package func blockquote(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("blockquote", attributes, contents())
}
package func pre(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("pre", attributes, contents())
}
package func figure(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("figure", attributes, contents())
}
package func figcaption(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("figcaption", attributes, contents())
}
package func canvas(_ attributes: Attribute...) -> Markup {
    element("canvas", attributes, Markup())
}
package func details(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("details", attributes, contents())
}
package func summary(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("summary", attributes, contents())
}

// MARK: Text

package func span(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("span", attributes, contents())
}
package func a(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("a", attributes, contents())
}
package func b(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("b", attributes, contents())
}
package func code(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("code", attributes, contents())
}
package func strong(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("strong", attributes, contents())
}
package func em(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("em", attributes, contents())
}
package func small(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("small", attributes, contents())
}
package func time(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("time", attributes, contents())
}

// MARK: Lists

package func ul(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("ul", attributes, contents())
}
package func ol(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("ol", attributes, contents())
}
package func li(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("li", attributes, contents())
}
package func dl(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("dl", attributes, contents())
}
package func dt(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("dt", attributes, contents())
}
package func dd(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("dd", attributes, contents())
}

// MARK: Forms

package func form(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("form", attributes, contents())
}
package func fieldset(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("fieldset", attributes, contents())
}
package func legend(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("legend", attributes, contents())
}
package func label(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("label", attributes, contents())
}
package func button(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("button", attributes, contents())
}
package func select(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("select", attributes, contents())
}
package func optgroup(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("optgroup", attributes, contents())
}
package func option(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("option", attributes, contents())
}
package func datalist(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("datalist", attributes, contents())
}

// MARK: Tables

package func table(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("table", attributes, contents())
}
package func caption(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("caption", attributes, contents())
}
package func thead(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("thead", attributes, contents())
}
package func tbody(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("tbody", attributes, contents())
}
package func tr(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("tr", attributes, contents())
}
package func th(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("th", attributes, contents())
}
package func td(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("td", attributes, contents())
}

// MARK: Drawings

package func svg(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("svg", attributes, contents())
}
package func g(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    element("g", attributes, contents())
}

// MARK: Elements that hold nothing

package func br(_ attributes: Attribute...) -> Markup { void("br", attributes) }
package func hr(_ attributes: Attribute...) -> Markup { void("hr", attributes) }
package func input(_ attributes: Attribute...) -> Markup { void("input", attributes) }
package func img(_ attributes: Attribute...) -> Markup { void("img", attributes) }
package func meta(_ attributes: Attribute...) -> Markup { void("meta", attributes) }

/// A shape of a drawing, `<circle …></circle>`.
package func circle(_ attributes: Attribute...) -> Markup { element("circle", attributes, Markup()) }
package func path(_ attributes: Attribute...) -> Markup { element("path", attributes, Markup()) }
package func rect(_ attributes: Attribute...) -> Markup { element("rect", attributes, Markup()) }
/// A line of text in a drawing.
package func svgText(_ attributes: Attribute..., text: String) -> Markup {
    element("text", attributes, Markup(text: text))
}

// MARK: Elements with rules of their own

/// Several lines of typed text. A browser drops a line feed right after the tag, so one is always written.
package func textarea(_ attributes: Attribute..., text: String) -> Markup {
    var contents = Markup(text: "\n")
    contents.append(Markup(text: text))
    return element("textarea", attributes, contents)
}

/// A script of ours, run when the page is there. There are no inline scripts.
package func script(src: Link) -> Markup {
    element("script", [.src(src), .defer()], Markup())
}

package func stylesheet(href: Link) -> Markup {
    void("link", [.rel("stylesheet"), .href(href)])
}

/// The picture in the browser's tab.
package func icon(href: Link) -> Markup {
    void("link", [.rel("icon"), .href(href), .type("image/svg+xml")])
}

/// A whole page, with its doctype.
package func document(_ attributes: Attribute..., @Contents contents: () -> Markup) -> Markup {
    var page = TrustedMarkup("<!doctype html>\n").markup
    page.append(element("html", attributes, contents()))
    return page
}
