using PrxAuth.Core.Storage.Files;

namespace PrxAuth.Torture.Stopping;

/// <summary>Writes as the real one does, and passes a gate at each step of a sealed profile's way to the disk.</summary>
internal sealed class SteppedWriter(StepGate gate) : DurableWriter
{
    protected override FileStream CreateTemporary(string path, int room = 0)
    {
        FileStream stream = base.CreateTemporary(path, room);
        gate.Pass(room > 0 ? "room reserved" : "temporary file created");
        return stream;
    }

    protected override void WriteBytes(FileStream stream, ReadOnlySpan<byte> content)
    {
        base.WriteBytes(stream, content[..(content.Length / 2)]);
        gate.Pass("half of it written");
        base.WriteBytes(stream, content[(content.Length / 2)..]);
        gate.Pass("temporary file written");
    }

    protected override void FlushFile(FileStream stream)
    {
        base.FlushFile(stream);
        gate.Pass("temporary file flushed, before the rename");
    }

    protected override void Replace(string temporary, string path)
    {
        base.Replace(temporary, path);
        gate.Pass("renamed");
    }

    protected override void FlushDirectory(string path)
    {
        base.FlushDirectory(path);
        gate.Pass("directory flushed");
    }
}
