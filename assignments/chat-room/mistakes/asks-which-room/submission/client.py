import net; net.client()
