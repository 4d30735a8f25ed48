namespace PrxAuth.Cli.Rendering;

/// <summary>Colour, where it is wanted; plain text otherwise.</summary>
internal sealed class Ink(bool isColoured)
{
    public static Ink None { get; } = new(isColoured: false);

    public bool IsColoured => isColoured;

    public string Bold(string text) => Paint(text, "1");

    public string Dim(string text) => Paint(text, "2");

    public string Red(string text) => Paint(text, "31");

    public string Green(string text) => Paint(text, "32");

    public string Yellow(string text) => Paint(text, "33");

    private string Paint(string text, string code) => isColoured ? $"\e[{code}m{text}\e[0m" : text;
}
